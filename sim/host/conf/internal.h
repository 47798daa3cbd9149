#ifndef SIM_HOST_CONF_INTERNAL_H
#define SIM_HOST_CONF_INTERNAL_H

#include "host/conf/conf.h"

/* Parse the text of a source into nodes of doc's arena; NULL after a mistake. */
struct conf_node *conf_parse_source(struct conf_doc *doc, const struct conf_source *source,
                                    struct conf_errors *errors);

/* A text of the user as part of a message: without control characters, long ones cut. */
struct conf_quoted {
    char text[64];
};
struct conf_quoted conf_quote(const char *text);

/* "a, b, c": the names, as far as they fit. */
void conf_join(char *to, size_t bytes, const char *const *names, size_t count);

/* "expected X, found Y", at the value.  Returns false. */
bool conf_mismatch(struct conf_errors *errors, const struct conf_node *node, const char *expected);

/* Check a value that is neither table, list nor dict. */
bool conf_check_scalar(struct conf_node *n, const struct conf_field *f, struct conf_errors *errors);

/* The bytes of the character that begins here, and its code point; 0 if it is not UTF-8. */
size_t conf_character(const char *p, uint32_t *code);

/* Whether all keys and texts of a tree are UTF-8, so that it can be written. */
bool conf_is_text(const struct conf_node *root);

/* Whether YAML allows this character as it is, on one line. */
bool conf_is_plain_character(uint32_t code);

#endif
