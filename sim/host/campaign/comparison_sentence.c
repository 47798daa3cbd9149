/* What a comparison says in words. */
#include "host/campaign/comparison.h"

#include <stdio.h>

enum { FEW_SEEDS = 5 };

void comparison_write_mean(struct aif_sink *s, size_t column, int64_t sum, uint32_t n)
{
    const int64_t nano = 1000000000;
    unsigned digits = aif_column_at(column)->digits;
    aif_sink_ratio(s, sum, (digits ? nano : 1) * n, digits > 3 ? 3 : 1);
}

/* What the interval of a difference says. */
static const char *verdict(const struct comparison_row *row)
{
    const struct bootstrap *d = &row->difference;
    bool more_is_better = comparison_more_is_better(aif_column_at(row->column));
    if (d->n < 2)
        return "one run cannot tell a difference from chance";
    if (d->low_sum <= 0 && d->high_sum >= 0)
        return d->sum ? "the interval holds 0, so no difference is shown" : "no difference";
    return (d->sum > 0) == more_is_better ? "better" : "worse";
}

void comparison_write_sentence(const struct comparison *c, const struct comparison_row *row,
                               struct aif_sink *s)
{
    const struct bootstrap *d = &row->difference;
    const char *name = aif_column_at(row->column)->name;
    if (c->has_communities)
        aif_sink_format(s, "%s, ", row->community);
    aif_sink_format(s, "%s, %s: %s changes %s by ", c->is_by_site ? row->trace : row->site,
                    c->is_by_site ? row->policy : row->trace,
                    c->is_by_site ? row->site : row->policy, name);
    if (d->sum > 0)
        aif_sink_char(s, '+');
    comparison_write_mean(s, row->column, d->sum, d->n);
    if (d->n > 1) {
        aif_sink_text(s, " (95 % interval ");
        comparison_write_mean(s, row->column, d->low_sum, d->n);
        aif_sink_text(s, " to ");
        comparison_write_mean(s, row->column, d->high_sum, d->n);
        aif_sink_char(s, ')');
    }
    aif_sink_format(s, " against %s: %s.", row->baseline, verdict(row));
}

bool comparison_caution(const struct comparison *c, char *text, size_t room)
{
    *text = '\0';
    if (c->is_recorded)
        snprintf(text, room,
                 "a recorded trace gives one difference, about which seeds change nothing: compare "
                 "several stretches of it (`from` and `until` of a trace, a month each) to see "
                 "whether they agree");
    else if (c->least_seeds < FEW_SEEDS)
        snprintf(text, room,
                 "only %u seed%s: fewer than %d say little about chance; 20 or more are advised "
                 "for these intervals",
                 c->least_seeds, c->least_seeds == 1 ? "" : "s", FEW_SEEDS);
    return *text;
}
