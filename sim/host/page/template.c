/* The template of the page, as it lies in this folder. */
#include "host/page/internal.h"

#include "page_template_path.h"

/* The standard has no way to put a file into a program that both compilers know; the assembler
 * has. */
__asm__(".section .rodata\n"
        ".global page_template\n"
        ".global page_template_end\n"
        ".balign 16\n"
        "page_template:\n"
        ".incbin \"" PAGE_TEMPLATE_PATH "\"\n"
        "page_template_end:\n"
        ".byte 0\n"
        ".previous\n");
