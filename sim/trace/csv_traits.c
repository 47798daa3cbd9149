/* The columns of our own trace format that say who a job is for and how it may be treated. */
#include "trace/csv_reader.h"
#include "trace/csv_write.h"

static uint32_t read_name(struct csv_reader *r, enum csv_column c, struct aif_names *names)
{
    struct csv_cell cell = csv_cell_at(r, c);
    return cell.bytes ? aif_names_intern(names, &r->w->arena, cell.text, cell.bytes) : AIF_NONE;
}

/* A name of a small table. */
static bool read_small(struct csv_reader *r, enum csv_column c, struct aif_names *names,
                       uint16_t *out)
{
    uint32_t index = read_name(r, c, names);
    *out = (uint16_t)index;
    return index == AIF_NONE || index < AIF_NONE16 ||
           csv_cell_error(r, c, "expected at most 65534 different names in this column");
}

static bool read_min_nodes(struct csv_reader *r, const struct aif_job *job, uint32_t *out)
{
    if (!csv_read_count(r, CSV_MIN_NODES, out))
        return false;
    return !job->request.nodes || *out <= job->request.nodes ||
           csv_cell_error(r, CSV_MIN_NODES, "expected at most the number of nodes asked for");
}

static bool read_all(struct csv_reader *r, const struct aif_job *job, struct aif_traits *x)
{
    struct aif_workload *w = r->w;
    x->organisation = read_name(r, CSV_ORGANISATION, &w->organisations);
    return read_small(r, CSV_COUNTRY, &w->countries, &x->country) &&
           csv_read_truth(r, CSV_SENSITIVE, &x->is_sensitive) &&
           csv_read_count(r, CSV_DATA_GIB, &x->data_gib) &&
           read_small(r, CSV_DATA_HOME, &w->data_homes, &x->data_home) &&
           csv_read_time(r, CSV_DEADLINE_S, &x->deadline_s) &&
           csv_read_time(r, CSV_CHECKPOINT_S, &x->checkpoint_s) &&
           csv_read_truth(r, CSV_PREEMPTIBLE, &x->is_preemptible) &&
           read_min_nodes(r, job, &x->min_nodes);
}

static bool states_nothing(const struct aif_traits *x)
{
    return x->organisation == AIF_NONE && x->country == AIF_NONE16 && x->data_home == AIF_NONE16 &&
           !x->data_gib && !x->min_nodes && x->deadline_s == AIF_UNKNOWN_S && !x->checkpoint_s &&
           !x->is_sensitive && !x->is_preemptible;
}

bool csv_traits_read(struct csv_reader *r, const struct aif_job *job)
{
    struct aif_workload *w = r->w;
    struct aif_traits x = aif_traits_none();
    if (!read_all(r, job, &x))
        return false;
    if (!w->traits && !states_nothing(&x)) {
        w->traits = AIF_NEW(&w->arena, struct aif_traits, r->room);
        for (uint32_t i = 0; i < w->count; i++)
            w->traits[i] = aif_traits_none();
    }
    if (w->traits)
        w->traits[w->count] = x;
    return true;
}

static const char *name_of(const struct aif_workload *w, const struct aif_traits *x,
                           enum csv_column c)
{
    if (c == CSV_ORGANISATION)
        return aif_names_at(&w->organisations, x->organisation, "");
    if (c == CSV_COUNTRY)
        return aif_names_at(&w->countries, x->country, "");
    return c == CSV_DATA_HOME ? aif_names_at(&w->data_homes, x->data_home, "") : "";
}

/* The number in a column, or whether there is one. */
static bool number_of(const struct aif_traits *x, enum csv_column c, int64_t *out)
{
    const int64_t numbers[CSV_COLUMN_COUNT] = {
        [CSV_SENSITIVE] = x->is_sensitive,     [CSV_DATA_GIB] = x->data_gib,
        [CSV_DEADLINE_S] = x->deadline_s,      [CSV_CHECKPOINT_S] = x->checkpoint_s,
        [CSV_PREEMPTIBLE] = x->is_preemptible, [CSV_MIN_NODES] = x->min_nodes,
    };
    *out = numbers[c];
    return c == CSV_DEADLINE_S ? *out != AIF_UNKNOWN_S : *out != 0;
}

uint64_t csv_used_traits(const struct aif_workload *w)
{
    uint64_t used = 0;
    int64_t number;
    for (uint32_t i = 0; w->traits && i < w->count; i++)
        for (int k = CSV_FIRST_TRAIT; k < CSV_COLUMN_COUNT; k++) {
            enum csv_column c = (enum csv_column)k;
            if (!(used >> k & 1) &&
                (number_of(&w->traits[i], c, &number) || *name_of(w, &w->traits[i], c)))
                used |= UINT64_C(1) << k;
        }
    return used;
}

void csv_put_traits(struct aif_sink *out, const struct aif_workload *w, uint32_t job, uint64_t used)
{
    for (int k = CSV_FIRST_TRAIT; k < CSV_COLUMN_COUNT; k++) {
        enum csv_column c = (enum csv_column)k;
        int64_t number;
        if (!(used >> k & 1))
            continue;
        aif_sink_char(out, ',');
        if (number_of(&w->traits[job], c, &number))
            aif_sink_int(out, number);
        else
            aif_sink_csv(out, name_of(w, &w->traits[job], c));
    }
}
