/* Formats to write, and what each has no field for. */
#include "host/formats/writers.h"

#include "trace/width.h"

#include <string.h>

enum {
    WITHOUT_EXTRAS = 1 << FORMAT_LOSS_PARTITIONS | 1 << FORMAT_LOSS_ARRAY |
                     1 << FORMAT_LOSS_DEPENDS | 1 << FORMAT_LOSS_BEGIN | 1 << FORMAT_LOSS_PRIORITY |
                     1 << FORMAT_LOSS_LABELS | 1 << FORMAT_LOSS_TASKS |
                     1 << FORMAT_LOSS_MILLISECONDS | 1 << FORMAT_LOSS_TRAITS |
                     1 << FORMAT_LOSS_ACTIONS,
    WITHOUT_NODES = 1 << FORMAT_LOSS_SHAPE | 1 << FORMAT_LOSS_SIZE | 1 << FORMAT_LOSS_WHOLE_NODES |
                    1 << FORMAT_LOSS_MEMORY,
    OF_SWF = WITHOUT_EXTRAS | WITHOUT_NODES | 1 << FORMAT_LOSS_NAMES | 1 << FORMAT_LOSS_COMMUNITY |
             1 << FORMAT_LOSS_NUMBERS,
    OF_BATSIM = WITHOUT_EXTRAS | WITHOUT_NODES | 1 << FORMAT_LOSS_DOUBLE_NUMBERS |
                1 << FORMAT_LOSS_STATUS | 1 << FORMAT_LOSS_ORDER,
};

static const struct format_writer writers[] = {
    {"csv", ".csv", 0, aif_trace_csv_write, aif_trace_csv_begin, aif_trace_csv_rows},
    {"swf", ".swf", OF_SWF, aif_trace_swf_write, aif_trace_swf_begin, aif_trace_swf_rows},
    {"batsim", ".json", OF_BATSIM, aif_trace_batsim_write, NULL, NULL},
    {"batsim5", NULL, OF_BATSIM, aif_trace_batsim5_write, NULL, NULL},
};

const struct format_writer *format_writer_at(size_t i)
{
    return i < AIF_COUNT(writers) ? &writers[i] : NULL;
}

const struct format_writer *format_writer_find(const char *name)
{
    for (size_t i = 0; i < AIF_COUNT(writers); i++)
        if (strcmp(writers[i].name, name) == 0)
            return &writers[i];
    return NULL;
}

const struct format_writer *format_writer_for(const char *path)
{
    size_t bytes = strlen(path);
    for (size_t i = 0; i < AIF_COUNT(writers); i++) {
        size_t cut = writers[i].ending ? strlen(writers[i].ending) : bytes;
        if (cut < bytes && strcmp(path + bytes - cut, writers[i].ending) == 0)
            return &writers[i];
    }
    return NULL;
}

/* Of what struct aif_extra states. */
static bool extra_has(const struct aif_extra *x, enum format_loss loss)
{
    switch ((int)loss) {
    case FORMAT_LOSS_PARTITIONS:
        return x->partition_count > 0;
    case FORMAT_LOSS_ARRAY:
        return x->array != AIF_NONE;
    case FORMAT_LOSS_DEPENDS:
        return x->depend_count > 0;
    case FORMAT_LOSS_BEGIN:
        return x->begin_s != AIF_UNKNOWN_S || x->is_held;
    case FORMAT_LOSS_PRIORITY:
        return x->nice || x->site_factor || x->priority != AIF_UNKNOWN_S || x->must_not_requeue;
    case FORMAT_LOSS_LABELS:
        return x->name != AIF_NONE || x->reservation != AIF_NONE || x->features != AIF_NONE;
    case FORMAT_LOSS_TASKS:
        return x->tasks || x->cpus_per_task || x->max_nodes || x->gpus || x->mem_per_cpu_mib ||
               x->min_limit_s;
    case FORMAT_LOSS_MILLISECONDS:
        return x->submit_ms || x->runtime_ms;
    default:
        return false;
    }
}

static bool trait_has(const struct aif_traits *t)
{
    return t->organisation != AIF_NONE || t->country != AIF_NONE16 || t->data_home != AIF_NONE16 ||
           t->data_gib || t->min_nodes || t->deadline_s != AIF_UNKNOWN_S || t->checkpoint_s ||
           t->is_sensitive || t->is_preemptible;
}

static bool job_has(const struct aif_workload *w, uint32_t i, enum format_loss loss,
                    enum trace_unit unit)
{
    const struct aif_job *j = &w->jobs[i];
    switch ((int)loss) {
    case FORMAT_LOSS_SHAPE:
        return j->request.nodes > 0;
    case FORMAT_LOSS_SIZE:
        return trace_width_of(&j->request, unit) == 0;
    case FORMAT_LOSS_WHOLE_NODES:
        return j->request.is_exclusive;
    case FORMAT_LOSS_MEMORY:
        return j->request.per_node.mem_mib > 0;
    case FORMAT_LOSS_NAMES:
        return j->user != AIF_NONE || j->account != AIF_NONE || j->application != AIF_NONE;
    case FORMAT_LOSS_COMMUNITY:
        return j->community != AIF_NONE16;
    case FORMAT_LOSS_NUMBERS:
        return j->id != (int64_t)i + 1;
    case FORMAT_LOSS_STATUS:
        return j->status != AIF_STATUS_UNKNOWN;
    case FORMAT_LOSS_ORDER:
        return j->after != AIF_NONE || j->think_s >= 0;
    case FORMAT_LOSS_TRAITS:
        return w->traits && trait_has(&w->traits[i]);
    default:
        return w->extras && extra_has(&w->extras[i], loss);
    }
}

uint32_t format_loss_count(const struct aif_workload *w, const struct format_writer *format,
                           enum format_loss loss)
{
    enum trace_unit unit = trace_unit_of(w);
    uint32_t count = 0;
    if (!(format->losses >> loss & 1))
        return 0;
    if (loss == FORMAT_LOSS_ACTIONS)
        return w->action_count;
    if (loss == FORMAT_LOSS_DOUBLE_NUMBERS)
        return aif_trace_has_unique_ids(w) ? 0 : w->count;
    if (loss == FORMAT_LOSS_COMMUNITY && aif_trace_swf_keeps_communities(w))
        return 0;
    for (uint32_t i = 0; i < w->count; i++)
        count += job_has(w, i, loss, unit);
    return count;
}

struct format_loss_text format_loss_text(enum format_loss loss)
{
    static const struct format_loss_text texts[FORMAT_LOSS_COUNT] = {
        [FORMAT_LOSS_SHAPE] = {"nodes", "", "job is processors", "jobs are processors"},
        [FORMAT_LOSS_SIZE] = {"jobs that ask for no such processor", "",
                              "job has size 0, which readers leave out",
                              "jobs have size 0, which readers leave out"},
        [FORMAT_LOSS_WHOLE_NODES] = {.what = "nodes that are not shared"},
        [FORMAT_LOSS_MEMORY] = {.what = "memory"},
        [FORMAT_LOSS_NAMES] = {"names of users, accounts and applications", "", "job has numbers",
                               "jobs have numbers"},
        [FORMAT_LOSS_COMMUNITY] = {.what = "communities that accounts do not decide"},
        [FORMAT_LOSS_NUMBERS] = {"numbers that are not 1, 2, 3 and so on", "", "job gets another",
                                 "jobs get others"},
        [FORMAT_LOSS_DOUBLE_NUMBERS] = {"numbers that are negative or used twice", "",
                                        "job gets another", "jobs get others"},
        [FORMAT_LOSS_STATUS] = {.what = "how jobs ended"},
        [FORMAT_LOSS_ORDER] = {.what = "preceding jobs and think times"},
        [FORMAT_LOSS_PARTITIONS] = {.what = "several partitions"},
        [FORMAT_LOSS_ARRAY] = {.what = "arrays"},
        [FORMAT_LOSS_DEPENDS] = {.what = "dependencies"},
        [FORMAT_LOSS_BEGIN] = {.what = "begin times and holds"},
        [FORMAT_LOSS_PRIORITY] = {.what = "priorities and whether a job may be requeued"},
        [FORMAT_LOSS_LABELS] = {.what = "job names, reservations and features"},
        [FORMAT_LOSS_TASKS] = {.what = "tasks and what goes with them"},
        [FORMAT_LOSS_MILLISECONDS] = {.what = "milliseconds"},
        [FORMAT_LOSS_TRAITS] = {.what = "organisations, data sets, deadlines and checkpoints"},
        [FORMAT_LOSS_ACTIONS] = {"actions", "", "is lost", "are lost"},
    };
    struct format_loss_text text = texts[loss];
    if (!text.one) {
        text.before = "lost for ";
        text.one = "job";
        text.many = "jobs";
    }
    return text;
}

static uint32_t divided(uint64_t amount, uint64_t by)
{
    uint64_t each = (amount + by - 1) / by;
    return each < AIF_NONE ? (uint32_t)each : AIF_NONE - 1;
}

uint32_t format_share_out(struct aif_workload *w, uint32_t most)
{
    uint32_t changed = 0;
    for (uint32_t i = 0; i < w->count; i++) {
        struct aif_request *q = &w->jobs[i].request;
        uint64_t gpus = (uint64_t)q->nodes * q->per_node.gpus, each = most;
        if (q->per_node.gpus <= most)
            continue;
        while (gpus % each)
            each--;
        if (gpus / each >= AIF_NONE)
            continue;
        uint64_t cores = (uint64_t)q->nodes * q->per_node.cores;
        uint64_t mem_mib = (uint64_t)q->nodes * q->per_node.mem_mib;
        q->nodes = (uint32_t)(gpus / each);
        q->per_node = (struct aif_shape){.cores = divided(cores, q->nodes),
                                         .gpus = (uint32_t)each,
                                         .mem_mib = divided(mem_mib, q->nodes)};
        changed++;
    }
    return changed;
}
