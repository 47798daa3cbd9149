/* The common parts of gnuplot scripts. */
#include "host/figure/script.h"

#include <inttypes.h>
#include <string.h>

enum {
    HOURS_UNTIL_S = 4 * 86400,
    LONGEST_OF_TWO = 20, /* names of that length stand side by side */
};

static void put_text(struct aif_sink *s, const char *text, bool is_tic)
{
    aif_sink_char(s, '\'');
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '\'' || (c == '%' && is_tic))
            aif_sink_char(s, *text);
        aif_sink_char(s, c < 0x20 || c == 0x7f ? ' ' : *text);
    }
    aif_sink_char(s, '\'');
}

void script_text(struct aif_sink *s, const char *text)
{
    put_text(s, text, false);
}

void script_tic(struct aif_sink *s, const char *text)
{
    put_text(s, text, true);
}

/* The colours of Okabe and Ito (2008), which people with any kind of colour blindness tell apart,
 * without their yellow; dashes and points differ too, for who prints in grey. */
static const char styles[] = "set style line 1 linecolor rgb '#0072B2' linewidth 1.5 dashtype "
                             "solid pointtype 7 pointsize 0.5\n"
                             "set style line 2 linecolor rgb '#D55E00' linewidth 1.5 dashtype '-' "
                             "pointtype 5 pointsize 0.5\n"
                             "set style line 3 linecolor rgb '#009E73' linewidth 1.5 dashtype '.-' "
                             "pointtype 9 pointsize 0.5\n"
                             "set style line 4 linecolor rgb '#CC79A7' linewidth 1.5 dashtype '.' "
                             "pointtype 13 pointsize 0.5\n"
                             "set style line 5 linecolor rgb '#56B4E9' linewidth 2.5 dashtype "
                             "solid pointtype 6 pointsize 0.5\n"
                             "set style line 6 linecolor rgb '#E69F00' linewidth 2.5 dashtype '-' "
                             "pointtype 4 pointsize 0.5\n"
                             "set style line 7 linecolor rgb '#000000' linewidth 1 dashtype solid "
                             "pointtype 8 pointsize 0.5\n"
                             "set style line 8 linecolor rgb '#7F7F7F' linewidth 1 dashtype '-.-' "
                             "pointtype 12 pointsize 0.5\n";

static const char layout[] =
    "set encoding utf8\n"
    "set datafile separator ','\n"
    "set datafile columnheaders\n"
    "set border 3 linewidth 0.75\n"
    "set tics nomirror out scale 0.6\n"
    "set grid linecolor rgb '#DDDDDD' linewidth 0.5 dashtype solid\n"
    "set key outside above center horizontal Left reverse samplen 2 width -2\n"
    "# x where the row is of curve k, which column 1 says; else nothing is drawn.\n"
    "of(k, curve, x) = curve == k ? x : NaN\n";

struct script_key script_key(const char *const *names, uint32_t count)
{
    bool is_long = false;
    for (uint32_t i = 0; i < count; i++)
        is_long |= strlen(names[i]) > LONGEST_OF_TWO;
    uint32_t columns = is_long ? 1 : 2;
    return (struct script_key){columns, (count + columns - 1) / columns};
}

void script_begin(const struct figure_job *job, const char *what, struct script_key key)
{
    struct aif_sink *s = job->script;
    aif_sink_format(
        s, "# %s.  Made by `aifsim plot %s`, and yours to edit; draw it, in this folder, with\n",
        what, job->name);
    aif_sink_format(s, "#     gnuplot %s.gp\n", job->name);
    aif_sink_format(s, "#     gnuplot -e \"format = 'pdf'\" %s.gp\n", job->name);
    aif_sink_format(s, "if (!exists('format')) format = '%s'\n", job->format);
    aif_sink_format(s, "data = '%s.csv'\n", job->name);
    aif_sink_text(s, "# One column of a page; the size of letters as printed.\n"
                     "width_cm = 8.8\n");
    aif_sink_format(s, "height_cm = 5.6 + 0.4 * %" PRIu32 "\n", key.rows);
    aif_sink_text(s, "font_pt = 8\n"
                     "if (format eq 'pdf') {\n"
                     "    set terminal pdfcairo noenhanced size width_cm cm, height_cm cm "
                     "font sprintf('Helvetica,%g', font_pt)\n"
                     "} else {\n"
                     "    set terminal svg noenhanced fixed size width_cm / 2.54 * 96, height_cm / "
                     "2.54 * 96 font sprintf('Helvetica,%g', font_pt * 96.0 / 72) "
                     "background 'white'\n"
                     "}\n");
    aif_sink_format(s, "set output '%s.' . format\n\n", job->name);
    aif_sink_text(s, styles);
    aif_sink_text(s, layout);
    aif_sink_format(s, "set key maxcols %" PRIu32 "\n\n", key.columns);
}

void script_time(struct aif_sink *s, int64_t origin_s, int64_t end_s)
{
    bool is_short = end_s - origin_s <= HOURS_UNTIL_S;
    aif_sink_format(s, "origin_s = %" PRId64 "\nunit_s = %d.0\n", origin_s,
                    is_short ? 3600 : 86400);
    aif_sink_format(s, "set xlabel 'time since the first submit (%s)'\n", is_short ? "h" : "days");
    aif_sink_format(s, "set xrange [0:(%" PRId64 " - origin_s) / unit_s]\n",
                    end_s > origin_s ? end_s : origin_s + 1);
}

void script_curves(const struct figure_job *job, const char *x, const char *rest, const char *style,
                   const char *but)
{
    struct aif_sink *s = job->script;
    for (uint32_t p = 0; p < job->cells->policy_count; p++) {
        aif_sink_text(s, p ? ", \\\n     data" : "plot data");
        aif_sink_format(
            s, " using (of(%" PRIu32 ", $1, %s)):%s with %s linestyle %" PRIu32 "%s title ", p, x,
            rest, style, p + 1, but);
        script_text(s, job->cells->policies[p]);
    }
    aif_sink_char(s, '\n');
}
