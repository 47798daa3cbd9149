#ifndef SIM_HOST_CONF_CONF_H
#define SIM_HOST_CONF_CONF_H

#include "aif/arena.h"
#include "aif/sink.h"

/* YAML files that people write: sites, workloads, experiments.  Four steps:
 *
 *     struct conf_errors errors = {0};
 *     struct conf_doc doc = {0};
 *     bool ok = conf_open(&doc, path, &errors);           a tree that knows where each node stands
 *     ok = ok && conf_set(&doc, "jobs=500", &errors);     what --set says, for each
 *     ok = ok && conf_check(&doc, fields, &errors);       types, ranges, unknown keys, defaults
 *     if (ok) jobs = conf_int(doc.root, "jobs");
 *     conf_close(&doc);
 *
 * All mistakes of a document are collected, not only the first, and those of several documents may
 * go into the same conf_errors.  A subset of YAML 1.1: one document, no anchors, aliases or tags,
 * no key twice, at most 16 MiB and 32 levels deep. */

/* Mistakes found, in words for the user: "FILE:LINE:COLUMN: what is wrong", the line itself and a
 * caret below the place.  Zero is "none". */
struct conf_errors {
    struct aif_arena arena;
    char *text; /* all messages, each ends with a newline; NULL while there are none */
    size_t used, capacity;
    uint32_t count, unknown_keys; /* of all mistakes, those that are keys nobody knows */
    bool is_missing;              /* one of them is a file that cannot be read */
};

void conf_errors_fini(struct conf_errors *errors);

/* Copy the messages into err, as far as they fit; the rest is counted. Returns false. */
bool conf_errors_to(const struct conf_errors *errors, struct aif_err *err);

/* Where nodes come from: a file, or an option of the command line. */
struct conf_source {
    const char *name; /* path of the file, or the option as typed */
    const char *text;
    size_t bytes;
    bool is_option;
};

enum conf_kind { CONF_KIND_SCALAR, CONF_KIND_LIST, CONF_KIND_MAP };

struct conf_field;

struct conf_node {
    enum conf_kind kind;
    bool is_plain;         /* scalar without quotes */
    bool is_default;       /* not in the document: conf_check() filled it in */
    uint32_t line, column; /* from 1; column in characters */
    uint32_t key_line, key_column;
    const char *key;                       /* in a map, else NULL */
    const char *text;                      /* scalar: as written; never NULL */
    struct conf_node *first, *last, *next; /* items of a list or map, in order */
    uint32_t count;
    const struct conf_source *source;

    /* Set by conf_check(). */
    const struct conf_field *field;
    bool is_figure; /* a map with the value and where it comes from */
    int64_t whole;  /* number, duration in seconds, truth, or index of the choice */
    double real;
};

/* May be moved: nothing points at the struct itself. */
struct conf_doc {
    struct aif_arena arena;
    const struct conf_source *source;
    struct conf_node *root;
};

enum conf_type {
    CONF_TEXT,     /* min, max: length in bytes */
    CONF_INT,      /* min, max; written 12, never 012, 1e3 or 12x */
    CONF_REAL,     /* real_min, real_max; written 12 or 0.85 */
    CONF_BOOL,     /* true, false */
    CONF_DURATION, /* 0, 90s, 15m, 24h, 7d, 2:00:00; min, max in seconds; a sign only if min < 0 */
    CONF_CHOICE,   /* one of choices */
    CONF_TABLE,    /* keys as listed in fields */
    CONF_LIST,     /* of item; min, max: number of items */
    CONF_ANY,      /* not checked */
    CONF_DICT,     /* any keys, values of item; min, max: number of keys */
};

/* The C type of the struct member that conf_bind() fills. */
enum conf_store {
    CONF_STORE_NONE,
    CONF_STORE_I64,   /* int64_t: INT, DURATION */
    CONF_STORE_U32,   /* uint32_t: INT */
    CONF_STORE_BOOL,  /* BOOL, or CHOICE of two words: no, yes */
    CONF_STORE_REAL,  /* double: REAL */
    CONF_STORE_TEXT,  /* const char *: TEXT */
    CONF_STORE_ENUM,  /* an enum that counts from 0: CHOICE */
    CONF_STORE_BITS,  /* uint32_t: LIST of CHOICE; choice i is bit i */
    CONF_STORE_TEXTS, /* const char *: LIST of TEXT, joined by commas */
    CONF_STORE_PART,  /* a struct: TABLE, whose fields count from its beginning */
};

/* One key of a table.  A table is an array of these that ends with a NULL key; arrays are static
 * const.  max 0 (or real_max 0.0) means: no limits. */
struct conf_field {
    const char *key;
    enum conf_type type;
    bool is_required;
    const char *fallback; /* value where the key is absent, as YAML; NULL: the key stays absent */
    int64_t min, max;
    double real_min, real_max;
    const char *const *choices;      /* CHOICE: ends with NULL */
    const struct conf_field *fields; /* TABLE */
    const struct conf_field *item;   /* LIST, DICT: what each element is; its key is not used */

    /* The value is a map {value: V, published: "SOURCE"} or {value: V, assumed: "REASON"}; V is of
     * the type above.  Readers see V. */
    bool is_figure;
    bool may_be_figure; /* V alone will do, too */

    /* For conf_bind(): the member's type and offset; what is stored is V x factor (0: V). */
    enum conf_store store;
    size_t at;
    double factor;
    bool is_alias; /* conf_unbind() writes another field of the same member */

    /* Called before the check of this node, to turn a short form into the full one (it may change
     * the node), or after it, to check what a table cannot say.  May be NULL. */
    bool (*expand)(struct conf_doc *doc, struct conf_node *node, struct conf_errors *errors);
    bool (*verify)(const struct conf_node *node, struct conf_errors *errors);

    const char *help; /* one line */
};

/* What every table of fields ends with. */
#define CONF_END                                                                                   \
    {                                                                                              \
        .key = NULL                                                                                \
    }

/* Read a file.  doc is zeroed; close it also on failure. */
bool conf_open(struct conf_doc *doc, const char *path, struct conf_errors *errors);

/* The same from memory; name and text are copied. */
bool conf_parse(struct conf_doc *doc, const char *name, const char *text, size_t bytes,
                struct conf_errors *errors);

/* Change the tree as `--set KEY.SUB=VALUE` asks: VALUE is a text, several separated by commas (a
 * list), or YAML that starts with [, { or a quote.  A number as part of the key counts list items
 * from 0; a key with dots in it that is there is found.  Messages name the option. */
bool conf_set(struct conf_doc *doc, const char *assignment, struct conf_errors *errors);

/* The same for an option of another name. */
bool conf_set_option(struct conf_doc *doc, const char *option, const char *assignment,
                     struct conf_errors *errors);

/* The same with a value from another document, which must outlive this one; messages name its place
 * there. */
bool conf_set_node(struct conf_doc *doc, const char *path, const struct conf_node *value,
                   struct conf_errors *errors);

/* The same for each entry of a map of another document: keys may be paths.  A map with entries
 * changes those keys of a map that is there; anything else takes the place of what is there. */
bool conf_merge(struct conf_doc *doc, const struct conf_node *changes, struct conf_errors *errors);

/* Check the tree against its fields, fill in defaults and put the keys of tables into the order of
 * their fields.  True if no mistake was found. */
bool conf_check(struct conf_doc *doc, const struct conf_field *fields, struct conf_errors *errors);

void conf_close(struct conf_doc *doc);

/* A mistake found by the caller, shown at a node or at its key.  Returns false. */
bool conf_error(struct conf_errors *errors, const struct conf_node *where, const char *fmt, ...)
    AIF_PRINTF(3, 4);
bool conf_error_key(struct conf_errors *errors, const struct conf_node *where, const char *fmt, ...)
    AIF_PRINTF(3, 4);

/* A mistake without a place. */
bool conf_error_plain(struct conf_errors *errors, const char *fmt, ...) AIF_PRINTF(2, 3);

/* What a struct aif_err holds: each line is a mistake.  Returns false. */
bool conf_error_lines(struct conf_errors *errors, const char *text);

/* Reading a checked tree.  The key must be there, with the type asked for (a bug otherwise); keys
 * that may be absent are looked up with conf_get() first. */
const struct conf_node *conf_get(const struct conf_node *map, const char *key); /* or NULL */
const struct conf_node *conf_at(const struct conf_node *list, uint32_t i);      /* O(i) */
const char *conf_text(const struct conf_node *map, const char *key);
int64_t conf_int(const struct conf_node *map, const char *key);
double conf_real(const struct conf_node *map, const char *key);
bool conf_bool(const struct conf_node *map, const char *key);
int64_t conf_duration_s(const struct conf_node *map, const char *key);
uint32_t conf_choice(const struct conf_node *map, const char *key); /* index in choices */

/* The node with the value: of a figure its `value`, else the node itself. */
const struct conf_node *conf_value(const struct conf_node *node);

/* Put the values of a checked table into a struct, as its fields say; members whose keys are absent
 * keep what they have.  Joined texts come from the arena; others are borrowed from the tree. */
void conf_bind(const struct conf_node *table, void *to, struct aif_arena *arena);

/* The reverse: put into the map what differs from the defaults, member by member. */
void conf_unbind(struct conf_doc *doc, struct conf_node *map, const struct conf_field *fields,
                 const void *values, const void *defaults);

/* Write the tree as YAML, or as one JSON value: the same bytes for the same tree. */
void conf_write(struct aif_sink *to, const struct conf_node *root);
void conf_write_json(struct aif_sink *to, const struct conf_node *root);

/* For `expand` functions and the like: new nodes in the place of an old one. */
struct conf_node *conf_new_scalar(struct conf_doc *doc, const struct conf_node *like,
                                  const char *text, size_t bytes);
void conf_append(struct conf_node *parent, struct conf_node *child);

/* New nodes of trees that no file states; doc may be zeroed.  A map takes them with conf_put(). */
struct conf_node *conf_new(struct conf_doc *doc, enum conf_kind kind);
struct conf_node *conf_new_text(struct conf_doc *doc, const char *text);
struct conf_node *conf_new_int(struct conf_doc *doc, int64_t value);
struct conf_node *conf_new_real(struct conf_doc *doc, double value);
struct conf_node *conf_new_duration(struct conf_doc *doc, int64_t value_s);
void conf_put(struct conf_node *map, const char *key, struct conf_node *value); /* key: borrowed */

#endif
