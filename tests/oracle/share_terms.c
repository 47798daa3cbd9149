/* Shares and usage on request, for tests that compare them with what real schedulers computed.
 * Reads commands, one a line:
 *   share NAME DAMPENING MERGES(2: lazy) HALF_LIFE_S     then, before the first other command:
 *   assoc PARENT(-1: the root) IS_USER SHARES(-1: parent) NAME
 *   qos USAGE_FACTOR NO_DECAY
 *   decay SECONDS
 *   charge ASSOC QOS(-1: none) BILLING SECONDS CPU MEM NODE GPU
 *   add ASSOC RAW  usage from before
 *   factors        computes them; prints a line per association: raw usage, norm shares, norm
 *                  usage, effective usage, factor, level_fs, its 20 digits, place, tied
 *   update         computes them, prints nothing
 *   touch ASSOC    asks for one factor, prints nothing
 *   rows           prints as factors, what there is
 *   usage          prints the raw usage of all associations in one line
 *   used qos I | assoc I                        prints raw, wall, cpu, gpu
 * and starts anew with the next "share". */
#include "aif/share.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct session {
    struct aif_arena arena;
    struct aif_accounts_builder tree;
    struct aif_centre centre;
    struct aif_centre_qos qos[16];
    const struct aif_share *share;
    struct aif_share_options options;
    struct aif_usage usage;
    struct aif_share_view view;
    int64_t now_s;
    bool is_open;
};

static void need(bool is_so, const char *line)
{
    if (is_so)
        return;
    printf("bad command: %s", line);
    exit(EXIT_FAILURE);
}

static void begin(struct session *s, const char *line)
{
    char name[64];
    int merges;
    long half_life_s;
    double dampening;
    aif_arena_free(&s->arena);
    *s = (struct session){.centre = aif_centre_default()};
    need(sscanf(line, "share %63s %lf %d %ld", name, &dampening, &merges, &half_life_s) == 4, line);
    s->share = (const struct aif_share *)(const void *)aif_plugin_find(AIF_SHARE, name);
    need(s->share != NULL, line);
    s->centre.priority.decay_half_life_s = half_life_s;
    s->centre.qos = s->qos;
    s->tree.arena = &s->arena;
    s->options = aif_share_options_default(&s->centre.priority);
    s->options.dampening = dampening;
    s->options.merges_tied_accounts = merges == 1;
    s->options.is_lazy = merges == 2;
}

static void add_assoc(struct session *s, const char *line)
{
    long parent, shares;
    int is_user;
    char name[128];
    need(sscanf(line, "assoc %ld %d %ld %127s", &parent, &is_user, &shares, name) == 4, line);
    uint32_t i = aif_accounts_add(&s->tree, name, parent < 0 ? AIF_NONE : (uint32_t)parent,
                                  is_user != 0, shares < 0 ? 0 : (uint32_t)shares);
    s->tree.tree.assocs[i].has_parent_share = shares < 0;
}

static void add_qos(struct session *s, const char *line)
{
    double factor;
    int no_decay;
    need(sscanf(line, "qos %lf %d", &factor, &no_decay) == 2 && s->centre.qos_count < 16, line);
    s->qos[s->centre.qos_count++] = (struct aif_centre_qos){
        .name = "q", .usage_factor = factor, .flags = no_decay ? AIF_QOS_NO_DECAY : 0};
}

static void open_usage(struct session *s)
{
    if (s->is_open)
        return;
    s->is_open = true;
    aif_usage_init(&s->usage, &s->arena, &s->tree.tree, &s->centre);
    aif_share_open(&s->view, &s->arena, s->share, &s->usage, &s->options);
}

static void charge(struct session *s, const char *line)
{
    long long assoc, qos, run_s, t[4];
    struct aif_charge c = {.partition_qos = AIF_NONE};
    need(sscanf(line, "charge %lld %lld %lf %lld %lld %lld %lld %lld", &assoc, &qos, &c.billing,
                &run_s, &t[0], &t[1], &t[2], &t[3]) == 8,
         line);
    c.assoc = (uint32_t)assoc;
    c.qos = qos < 0 ? AIF_NONE : (uint32_t)qos;
    c.run_s = run_s;
    for (int i = 0; i < 4; i++)
        c.amount.of[i] = t[i];
    aif_usage_charge(&s->usage, &c);
}

/* Usage that is there already has not decayed, as that of a charge has. */
static void add_raw(struct session *s, const char *line)
{
    long assoc;
    long double raw;
    need(sscanf(line, "add %ld %Lf", &assoc, &raw) == 2, line);
    for (uint32_t a = (uint32_t)assoc; a != AIF_NONE; a = s->tree.tree.assocs[a].parent)
        s->usage.assocs[a].raw += raw;
}

static void print_rows(struct session *s)
{
    for (uint32_t i = 0; i < s->tree.tree.count; i++) {
        double factor = aif_share_factor(&s->view, i);
        const struct aif_share_row *r = &s->view.rows[i];
        printf("%.9Lf %.6f %.6f %.6f ", s->usage.assocs[i].raw, aif_share_shown(r->norm_shares),
               aif_share_shown(r->norm_usage), aif_share_shown(r->effective_usage));
        if (r->has_factor)
            printf("%.6f ", aif_share_shown(factor));
        else
            printf("- ");
        if (r->has_level_fs)
            printf("%.6f %.20Lf ", aif_share_shown(r->level_fs), r->level_fs);
        else
            printf("- - ");
        printf("%lu %d\n", (unsigned long)r->place, r->is_tied);
    }
}

static void print_usage(const struct session *s)
{
    for (uint32_t i = 0; i < s->tree.tree.count; i++)
        printf("%.9Lf ", s->usage.assocs[i].raw);
    printf("\n");
}

static void print_used(struct session *s, const char *line)
{
    char what[8];
    unsigned long i;
    need(sscanf(line, "used %7s %lu", what, &i) == 2, line);
    const struct aif_used *u = strcmp(what, "qos") == 0 ? s->usage.of_qos : s->usage.assocs;
    u += i;
    printf("%.9Lf %.9f %.9Lf %.9Lf\n", u->raw, u->wall_s, u->tres[AIF_TRES_CPU],
           u->tres[AIF_TRES_GPU]);
}

int main(void)
{
    static struct session s;
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        char word[16] = "";
        need(sscanf(line, "%15s", word) == 1, line);
        if (strcmp(word, "share") == 0) {
            begin(&s, line);
        } else if (strcmp(word, "assoc") == 0) {
            add_assoc(&s, line);
        } else if (strcmp(word, "qos") == 0) {
            add_qos(&s, line);
        } else {
            open_usage(&s);
            long long seconds = 0;
            if (strcmp(word, "decay") == 0 && sscanf(line, "decay %lld", &seconds) == 1) {
                aif_usage_decay(&s.usage, seconds);
                s.now_s += seconds;
            } else if (strcmp(word, "charge") == 0) {
                charge(&s, line);
            } else if (strcmp(word, "add") == 0) {
                add_raw(&s, line);
            } else if (strcmp(word, "factors") == 0) {
                aif_share_update(&s.view, s.now_s);
                print_rows(&s);
            } else if (strcmp(word, "update") == 0) {
                aif_share_update(&s.view, s.now_s);
            } else if (strcmp(word, "rows") == 0) {
                print_rows(&s);
            } else if (strcmp(word, "touch") == 0 && sscanf(line, "touch %lld", &seconds) == 1) {
                aif_share_factor(&s.view, (uint32_t)seconds);
            } else if (strcmp(word, "usage") == 0) {
                print_usage(&s);
            } else {
                need(strcmp(word, "used") == 0, line);
                print_used(&s, line);
            }
        }
    }
    aif_arena_free(&s.arena);
    return EXIT_SUCCESS;
}
