/* Small sites as texts, and reading them. */
#ifndef TESTS_SITE_TEXTS_H
#define TESTS_SITE_TEXTS_H

#include "host/site/site.h"
#include "suite.h"

#include <string.h>

static struct site site;
static struct conf_errors errors;

static void close_all(void)
{
    site_close(&site);
    conf_errors_fini(&errors);
}

static bool read_text(const char *text)
{
    close_all();
    return conf_parse(&site.doc, "s.yaml", text, strlen(text), &errors) &&
           conf_check(&site.doc, site_fields, &errors) && site_bind(&site, &errors);
}

static inline void accept(const char *text)
{
    ck_assert_msg(read_text(text), "%s", errors.text);
}

/* clang-format off */
#define A(value) "{value: " value ", assumed: test}\n"
#define MACHINE \
    "name: s\n" \
    "classes:\n" \
    "  cpu:\n" \
    "    nodes: " A("4") \
    "    sockets: " A("2") \
    "    cores: " A("8") \
    "    mem_gib: " A("16") \
    "    gpus: " A("0") \
    "    weight: 10\n" \
    "    features: [fast, old]\n" \
    "    hosts: \"n[01-04]\"\n" \
    "  gpu:\n" \
    "    nodes: " A("2") \
    "    cores: " A("16") \
    "    mem_mib: " A("64000") \
    "    gpus: " A("4") \
    "    gpu_model: " A("H100")
#define PARTITIONS \
    "partitions:\n" \
    "  debug: {classes: [cpu], unit: core, max_limit: 30m, priority_tier: 10, preempt_mode: off}\n" \
    "  main: {classes: [cpu, gpu], unit: core, default: true}\n"
/* clang-format on */

#endif
