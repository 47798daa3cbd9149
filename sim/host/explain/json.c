/* An explanation for programs; docs/explain.md documents the keys. */
#include "host/explain/explain.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static json_t *time_of(int64_t t_s)
{
    bool is_known = t_s != AIF_UNKNOWN_S && t_s != AIF_NEVER_S;
    return is_known ? json_integer((json_int_t)t_s) : json_null();
}

/* Text of a trace may be any bytes. */
static json_t *text_of(const char *text)
{
    json_t *s = text ? json_string(text) : json_null();
    return s ? s : json_string("?");
}

static json_t *name_of(const struct aif_names *names, uint32_t i)
{
    return text_of(aif_names_at(names, i, NULL));
}

/* What a sink gets, as a text. */
static bool keep(void *to, const char *text, size_t bytes)
{
    char *kept = to;
    size_t used = strlen(kept), room = 1023 - used;
    memcpy(kept + used, text, bytes < room ? bytes : room);
    kept[used + (bytes < room ? bytes : room)] = '\0';
    return true;
}

static json_t *blocker_of(const struct explanation *e, const struct aif_blocker *b)
{
    if (b->kind == AIF_BLOCKER_NONE)
        return json_null();
    json_t *o = json_object();
    json_object_set_new(o, "kind", text_of(aif_blocker_name((enum aif_blocker_kind)b->kind)));
    if (b->kind == AIF_BLOCKER_JOB) {
        const struct aif_workload *w = e->scenario.workload;
        const struct aif_job *j = &w->jobs[b->index];
        const struct aif_row *row = &aif_sim_rows(e->sim)[b->index];
        bool has_run = row->start_s != AIF_UNKNOWN_S;
        json_object_set_new(o, "job_id", json_integer((json_int_t)j->id));
        json_object_set_new(o, "line", json_integer(j->line));
        json_object_set_new(o, "user", name_of(&w->users, j->user));
        json_object_set_new(o, "account", name_of(&w->accounts, j->account));
        json_object_set_new(o, "start_s", time_of(row->start_s));
        json_object_set_new(o, "end_s", time_of(has_run ? row->end_s : AIF_UNKNOWN_S));
        json_object_set_new(o, "due_s",
                            time_of(has_run ? row->start_s + row->limit_s : AIF_UNKNOWN_S));
        return o;
    }
    char name[1024] = "";
    struct aif_sink *sink = calloc(1, sizeof *sink);
    if (sink) {
        sink->put = keep;
        sink->to = name;
        explain_blocker(e, b, sink);
        aif_sink_flush(sink);
    }
    free(sink);
    json_object_set_new(o, "name", text_of(name));
    return o;
}

static json_t *job_of(const struct explanation *e)
{
    const struct aif_workload *w = e->scenario.workload;
    const struct aif_job *j = &w->jobs[e->job];
    const struct aif_row *row = &aif_sim_rows(e->sim)[e->job];
    const struct aif_shape *per_node = &j->request.per_node;
    json_t *o = json_object();
    json_object_set_new(o, "job_id", json_integer((json_int_t)j->id));
    json_object_set_new(o, "line", json_integer(j->line));
    json_object_set_new(o, "user", name_of(&w->users, j->user));
    json_object_set_new(o, "account", name_of(&w->accounts, j->account));
    json_object_set_new(o, "community", name_of(&w->communities, j->community));
    json_object_set_new(o, "partition", name_of(&w->partitions, j->partition));
    json_object_set_new(o, "qos", name_of(&w->qos, j->qos));
    json_object_set_new(o, "submit_s", time_of(j->submit_s));
    json_object_set_new(o, "limit_s", time_of(row->limit_s));
    json_object_set_new(o, "processors", json_integer(j->request.procs));
    json_object_set_new(o, "nodes", json_integer(j->request.nodes));
    json_object_set_new(o, "gpus_per_node", json_integer(per_node->gpus));
    json_object_set_new(o, "cores_per_node", json_integer(per_node->cores));
    json_object_set_new(o, "mem_mib_per_node", json_integer(per_node->mem_mib));
    json_object_set_new(o, "exclusive", json_boolean(j->request.is_exclusive));
    return o;
}

static json_t *run_of(const struct explanation *e)
{
    json_t *o = json_object();
    json_object_set_new(o, "site", text_of(e->site));
    json_object_set_new(o, "trace", text_of(e->trace));
    json_object_set_new(o, "policy", text_of(e->policy));
    json_object_set_new(o, "seed", e->seed ? json_integer((json_int_t)e->seed) : json_null());
    json_object_set_new(o, "cell", e->cell >= 0 ? json_integer((json_int_t)e->cell) : json_null());
    return o;
}

static json_t *spans_of(const struct explanation *e)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < e->story.span_count; i++) {
        const struct explain_span *s = &e->story.spans[i];
        json_t *o = json_object();
        json_object_set_new(o, "from_s", time_of(s->from_s));
        json_object_set_new(o, "to_s", time_of(s->to_s));
        json_object_set_new(o, "reason", text_of(s->text));
        json_object_set_new(o, "blocker", blocker_of(e, &s->blocker));
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *plans_of(const struct explanation *e)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < e->story.plan_count; i++) {
        json_t *o = json_object();
        json_object_set_new(o, "at_s", time_of(e->story.plans[i].at_s));
        json_object_set_new(o, "planned_s", time_of(e->story.plans[i].planned_s));
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *cut_runs_of(const struct explanation *e)
{
    uint32_t count;
    const struct aif_episode *episodes = aif_sim_episodes(e->sim, &count);
    json_t *list = json_array();
    for (uint32_t i = 0; i < count; i++) {
        if (episodes[i].job != e->job)
            continue;
        json_t *o = json_object();
        json_object_set_new(o, "kind", text_of(episodes[i].is_suspension ? "suspended" : "cut"));
        json_object_set_new(o, "start_s", time_of(episodes[i].start_s));
        json_object_set_new(o, "end_s", time_of(episodes[i].end_s));
        json_array_append_new(list, o);
    }
    return list;
}

static const char *how(const struct explain_story *s)
{
    if (s->how == AIF_START_UNKNOWN)
        return s->scheduler;
    return s->how == AIF_START_AHEAD ? "backfill" : "turn";
}

static void add_end(const struct explanation *e, json_t *root)
{
    const struct aif_row *row = &aif_sim_rows(e->sim)[e->job];
    bool has_run = row->start_s != AIF_UNKNOWN_S;
    json_t *nodes = json_array();
    for (uint32_t i = 0; has_run && i < row->node_count; i++)
        json_array_append_new(nodes, json_integer(row->nodes[i]));
    json_object_set_new(root, "start_s", time_of(row->start_s));
    json_object_set_new(root, "end_s", time_of(has_run ? row->end_s : AIF_UNKNOWN_S));
    json_object_set_new(root, "started_by", text_of(has_run ? how(&e->story) : NULL));
    json_object_set_new(root, "place", text_of(e->scenario.policy.place->plugin.name));
    json_object_set_new(root, "nodes", nodes);
    json_object_set_new(root, "outcome", text_of(aif_outcome_name((enum aif_outcome)row->outcome)));
    json_object_set_new(
        root, "reject_reason",
        text_of(row->reason ? aif_reject_name((enum aif_reject)row->reason) : NULL));
    json_object_set_new(root, "cut_runs", cut_runs_of(e));
}

static json_t *causes_of(const struct explanation *e)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < e->cause_count; i++) {
        const struct explain_cause *c = &e->causes[i];
        json_t *o = json_object(), *jobs = json_array();
        for (uint32_t k = 0; k < c->count; k++) {
            struct aif_blocker b = {c->jobs[k], AIF_BLOCKER_JOB};
            json_array_append_new(jobs, blocker_of(e, &b));
        }
        json_object_set_new(o, "jobs", jobs);
        json_object_set_new(o, "start_s", time_of(c->start_s));
        json_object_set_new(o, "seen", json_boolean(c->is_seen));
        json_array_append_new(list, o);
    }
    return list;
}

/* The job that alone made the difference, if one did. */
static json_t *first_cause_of(const struct explanation *e)
{
    if (!e->cause_count || e->causes[0].count != 1)
        return json_null();
    struct aif_blocker b = {e->causes[0].jobs[0], AIF_BLOCKER_JOB};
    json_t *o = blocker_of(e, &b);
    json_object_set_new(o, "without_s", time_of(e->causes[0].start_s));
    return o;
}

static json_t *changes_of(const struct explanation *e)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < e->change_count; i++) {
        const struct explain_change *c = &e->changes[i];
        json_t *o = json_object();
        json_object_set_new(o, "kind", text_of(c->kind));
        json_object_set_new(o, "what", text_of(c->what));
        json_object_set_new(o, "start_s", time_of(c->start_s));
        json_object_set_new(o, "refused", text_of(c->refused));
        json_array_append_new(list, o);
    }
    return list;
}

bool explain_json(const struct explanation *e, struct aif_sink *out)
{
    json_t *root = json_object();
    json_object_set_new(root, "format", text_of("aifsim-explain/1"));
    json_object_set_new(root, "run", run_of(e));
    json_object_set_new(root, "job", job_of(e));
    json_object_set_new(root, "spans", spans_of(e));
    json_object_set_new(root, "plans", plans_of(e));
    add_end(e, root);
    json_object_set_new(root, "blocker", first_cause_of(e));
    json_object_set_new(root, "causes", causes_of(e));
    json_object_set_new(root, "changes", changes_of(e));
    json_object_set_new(root, "runs_made", json_integer(e->runs));
    char *text = json_dumps(root, JSON_INDENT(1) | JSON_PRESERVE_ORDER);
    json_decref(root);
    if (!text)
        return false;
    aif_sink_text(out, text);
    aif_sink_char(out, '\n');
    free(text);
    return true;
}
