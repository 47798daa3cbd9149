#ifndef SIM_HOST_FIGURE_SCRIPT_H
#define SIM_HOST_FIGURE_SCRIPT_H

#include "host/figure/figure.h"

/* What the gnuplot scripts of all figures have in common.  The terminals are told to take texts as
 * they are (noenhanced), so that names with _ ^ { } @ & stay what they are. */

/* A text as gnuplot reads it back: 'in quotes', which are doubled inside.  Characters that would
 * break the line become blanks. */
void script_text(struct aif_sink *s, const char *text);

/* The same as the label of a tic, where % begins a format and is doubled. */
void script_tic(struct aif_sink *s, const char *text);

/* The legend above a plot. */
struct script_key {
    uint32_t columns, rows;
};

/* One that has room for these names. */
struct script_key script_key(const char *const *names, uint32_t count);

/* Comment, terminal, fonts, line styles, where the data are.  The picture grows with the legend. */
void script_begin(const struct figure_job *job, const char *what, struct script_key key);

/* Time axis from origin_s to end_s, in hours or days: sets unit_s and origin_s. */
void script_time(struct aif_sink *s, int64_t origin_s, int64_t end_s);

/* One line of the plot command for each curve: x and what follows it in `using`, how it is drawn,
 * and in what (" dashtype solid") that departs from the style of its line. */
void script_curves(const struct figure_job *job, const char *x, const char *rest, const char *style,
                   const char *but);

#endif
