#include "controller/runtime.h"

int64_t runtime_ran_ms(const struct controller *c, uint32_t job)
{
    const struct job_state *j = &c->jobs[job];
    int64_t until_ms = j->is_stopped ? j->stopped_ms : c->now_ms;
    return j->phase == PHASE_RUNNING ? until_ms - j->start_ms : 0;
}

int64_t runtime_used_ms(const struct controller *c, uint32_t job)
{
    return c->jobs[job].used_ms + runtime_ran_ms(c, job);
}

int64_t runtime_done_ms(const struct controller *c, uint32_t job)
{
    return runtime_used_ms(c, job) - c->jobs[job].lost_ms;
}

int64_t runtime_due_s(const struct controller *c, uint32_t job)
{
    const struct job_state *j = &c->jobs[job];
    int64_t left_s = j->limit_s - j->parked_ms / 1000;
    int64_t due_s = controller_second(j->start_ms) + left_s;
    return due_s > controller_now_s(c) ? due_s : controller_now_s(c);
}

void runtime_plan_end(struct controller *c, uint32_t job)
{
    struct job_state *j = &c->jobs[job];
    int64_t left_ms = j->limit_s * 1000 - j->parked_ms;
    j->end_ms = j->start_ms + (j->run_ms < left_ms ? j->run_ms : left_ms);
    if (j->end_ms < c->now_ms)
        j->end_ms = c->now_ms;
    controller_push(c, j->end_ms, EV_END, job);
}
