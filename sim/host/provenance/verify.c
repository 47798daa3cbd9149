/* Whether a result directory is what it says it is. */
#include "host/provenance/verify.h"

#include "host/command/command.h"
#include "host/files/configs.h"
#include "host/files/input.h"
#include "host/provenance/contents.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PATH_BYTES = 4096 };

static const struct crate_file *find(const struct crate_file *files, uint32_t count,
                                     const char *name)
{
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(files[i].name, name) == 0)
            return &files[i];
    return NULL;
}

static enum verify_state hash_state(const char *path, const char *recorded,
                                    struct compare_text *remark)
{
    char now[INPUT_HASH_TEXT];
    struct aif_err err;
    if (!input_sha256(path, now, &err)) {
        snprintf(remark->text, sizeof remark->text, "%.900s", err.text);
        return VERIFY_DIFFERS;
    }
    if (strcmp(now, recorded) == 0)
        return VERIFY_SAME;
    snprintf(remark->text, sizeof remark->text, "SHA-256 %.16s... was recorded, it is now %.16s...",
             recorded, now);
    return VERIFY_DIFFERS;
}

/* A file of the directory; those that are neither there nor recorded are not spoken of. */
static void look_at(struct verification *v, const struct content *c)
{
    char path[PATH_BYTES];
    const struct crate_file *stated = find(v->record.files, v->record.file_count, c->name);
    bool is_there = content_find(v->dir, c->name, path, sizeof path);
    if ((!is_there && !stated) || c->kind == CONTENT_LOG)
        return;
    struct verify_line *line = &v->lines[v->count++];
    line->name = c->name;
    if (!is_there)
        line->recorded = VERIFY_MISSING;
    else if (stated && *stated->sha256)
        line->recorded = hash_state(path, stated->sha256, &line->remark);
    else if (v->has_record) {
        line->recorded = VERIFY_DIFFERS;
        snprintf(line->remark.text, sizeof line->remark.text, "nothing was recorded of it");
    }
}

/* Results are often passed on without what they were computed from. */
static void look_at_input(struct verification *v, const struct crate_file *input)
{
    struct verify_line *line = &v->lines[v->count++];
    line->name = input->name;
    line->is_input = true;
    const char *path = configs_place(&v->arena, input->name);
    if (access(path, F_OK) == 0) {
        line->recorded = hash_state(path, input->sha256, &line->remark);
        return;
    }
    line->recorded = VERIFY_NOTED;
    snprintf(line->remark.text, sizeof line->remark.text, "is not at hand");
}

static bool is_admitted(const char *dir, int *status, struct aif_err *err)
{
    char path[PATH_BYTES];
    *status = EXIT_STATUS_NO_INPUT;
    if (access(dir, R_OK | X_OK) != 0)
        return aif_err_set(err, "%s: there is no such directory, or it cannot be read", dir);
    *status = EXIT_STATUS_DATA;
    if (content_find(dir, "INCOMPLETE", path, sizeof path))
        return aif_err_set(err,
                           "%s: this campaign has not finished, so there is nothing to hold it "
                           "against; `aifsim run EXPERIMENT.yaml --out %s --resume` computes the "
                           "rest",
                           path, dir);
    *status = EXIT_STATUS_NO_INPUT;
    if (content_find(dir, "results.db", path, sizeof path) ||
        content_find(dir, "experiment.resolved.yaml", path, sizeof path) ||
        content_find(dir, content_crate, path, sizeof path))
        return true;
    return aif_err_set(err,
                       "%s: no results there; give the directory of a campaign (`aifsim run "
                       "EXPERIMENT.yaml --out DIR`)",
                       dir);
}

bool verify_hashes(const char *dir, bool has_inputs, struct verification *out, int *status,
                   struct aif_err *err)
{
    char path[PATH_BYTES];
    out->dir = dir;
    if (!is_admitted(dir, status, err))
        return false;
    out->has_record = content_find(dir, content_crate, path, sizeof path);
    if (out->has_record && !crate_read(dir, &out->record, status, err))
        return false;
    out->lines =
        AIF_NEW(&out->arena, struct verify_line, content_count() + out->record.input_count);
    for (size_t i = 0; i < content_count(); i++)
        look_at(out, content_at(i));
    for (uint32_t i = 0; has_inputs && i < out->record.input_count; i++)
        look_at_input(out, &out->record.inputs[i]);
    if (out->has_record && *out->record.version && strcmp(out->record.version, AIF_VERSION) != 0)
        out->other_version = out->record.version;
    return true;
}

static enum compare_answer compare(const struct verification *v, const struct content *c,
                                   const struct compare_pair *pair, struct compare_text *out)
{
    if (strcmp(c->name, "results.db") == 0)
        return compare_db(pair, v->other_version, out);
    if (strcmp(c->format, "text/csv") == 0)
        return compare_csv(pair, out);
    return compare_bytes(pair, out);
}

/* Of a part of the cells only tables can be compared: all else is of the whole. */
static bool is_comparable(const struct content *c, const struct compare_pair *part)
{
    return !part->is_part || strcmp(c->name, "results.db") == 0 ||
           strcmp(c->format, "text/csv") == 0;
}

static struct verify_line *find_line(const struct verification *v, const char *name)
{
    for (uint32_t i = 0; i < v->count; i++)
        if (!v->lines[i].is_input && strcmp(v->lines[i].name, name) == 0)
            return &v->lines[i];
    return NULL;
}

static void hold_against(struct verification *v, const struct content *c, const char *anew,
                         const struct compare_pair *part)
{
    char there[PATH_BYTES], again[PATH_BYTES];
    bool is_there = content_find(v->dir, c->name, there, sizeof there);
    bool is_again = content_find(anew, c->name, again, sizeof again);
    struct verify_line *line = find_line(v, c->name);
    struct compare_text remark = {{0}};
    if ((!is_there && !is_again) || !is_comparable(c, part))
        return;
    if (!line) {
        line = &v->lines[v->count++];
        line->name = c->name;
        line->recorded = v->has_record ? VERIFY_MISSING : VERIFY_NONE;
    }
    if (!is_there || !is_again) {
        line->anew = is_there ? VERIFY_DIFFERS : VERIFY_MISSING;
        snprintf(remark.text, sizeof remark.text,
                 is_there ? "a new run does not write it" : "a new run writes it");
        line->remark = remark;
        return;
    }
    struct compare_pair pair = *part;
    pair.there = there;
    pair.anew = again;
    enum compare_answer answer = compare(v, c, &pair, &remark);
    bool counts = answer == COMPARE_DIFFERENT && !(v->other_version && c->kind == CONTENT_PICTURE);
    line->anew = answer == COMPARE_SAME ? VERIFY_SAME : counts ? VERIFY_DIFFERS : VERIFY_NOTED;
    if (line->anew == VERIFY_NOTED && c->kind == CONTENT_PICTURE)
        snprintf(remark.text, sizeof remark.text, "aifsim %s made it", v->other_version);
    if (*remark.text)
        line->remark = remark;
}

void verify_against(struct verification *v, const char *anew, const struct compare_pair *part)
{
    for (size_t i = 0; i < content_count(); i++)
        if (content_at(i)->kind != CONTENT_LOG)
            hold_against(v, content_at(i), anew, part);
}

static bool is_bad(enum verify_state s)
{
    return s == VERIFY_DIFFERS || s == VERIFY_MISSING;
}

bool verify_is_same(const struct verification *v)
{
    for (uint32_t i = 0; i < v->count; i++)
        if (is_bad(v->lines[i].recorded) || is_bad(v->lines[i].anew))
            return false;
    return true;
}

enum verify_state verify_recorded(const struct verification *v, const char *name)
{
    const struct verify_line *line = find_line(v, name);
    return line ? line->recorded : VERIFY_NONE;
}

static const char *word(enum verify_state s)
{
    static const char *const words[] = {
        [VERIFY_NONE] = "-",          [VERIFY_SAME] = "same",         [VERIFY_DIFFERS] = "differs",
        [VERIFY_MISSING] = "missing", [VERIFY_NOTED] = "not at hand",
    };
    return words[s];
}

/* A column of the table; the path of an input may be of any length. */
static void put_padded(struct aif_sink *s, const char *text, size_t width)
{
    aif_sink_text(s, text);
    for (size_t i = strlen(text); i < width + 2; i++)
        aif_sink_char(s, ' ');
}

void verify_write(const struct verification *v, bool has_anew, struct aif_sink *s)
{
    size_t width = 4;
    for (uint32_t i = 0; i < v->count; i++)
        if (strlen(v->lines[i].name) > width)
            width = strlen(v->lines[i].name);
    put_padded(s, "FILE", width);
    aif_sink_text(s, has_anew ? "RECORDED  COMPUTED ANEW\n" : "RECORDED\n");
    for (uint32_t i = 0; i < v->count; i++) {
        const struct verify_line *line = &v->lines[i];
        const char *anew = line->anew == VERIFY_NOTED ? "other bytes" : word(line->anew);
        put_padded(s, line->name, width);
        if (line->is_input || !has_anew)
            aif_sink_format(s, "%s\n", word(line->recorded));
        else
            aif_sink_format(s, "%-8s  %s\n", word(line->recorded), anew);
        if (*line->remark.text && !(line->is_input && line->recorded == VERIFY_NOTED)) {
            aif_sink_text(s, "    ");
            aif_sink_text(s, line->remark.text);
            aif_sink_char(s, '\n');
        }
    }
}

void verify_close(struct verification *v)
{
    crate_close(&v->record);
    aif_arena_free(&v->arena);
}
