#!/usr/bin/env python3
"""Links of all Markdown files lead somewhere: files and images are there, headings exist, addresses are
well formed (none is asked for), and README.md leads, over any number of links, to every page of docs/.

usage: links.py SOURCE_ROOT"""
import pathlib
import re
import subprocess
import sys
from urllib.parse import unquote, urlsplit

LINK = re.compile(r"!?\[(?:[^\]\[]|\[[^\]]*\])*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)|(?:src|srcset|href)=\"([^\"]+)\"")


def without_code(text):
    """The text with the insides of fenced blocks and code spans blanked, so that lines keep their numbers."""
    lines, is_fenced = [], False
    for line in text.splitlines():
        is_fence = line.strip().startswith("```")
        lines.append("" if is_fenced or is_fence else re.sub(r"`[^`]*`", "", line))
        is_fenced ^= is_fence
    return lines


def anchors(text):
    """What `#...` may name on a page, as GitHub makes it from headings, and names set by hand."""
    found, seen, is_fenced = set(re.findall(r"<a (?:id|name)=\"([^\"]+)\"", text)), {}, False
    for line in text.splitlines():
        is_fenced ^= line.strip().startswith("```")
        heading = re.match(r"#{1,6} +(.+?) *#*$", line)
        if not heading or is_fenced:
            continue
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading[1])
        slug = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
        count = seen.get(slug, 0)
        seen[slug] = count + 1
        found.add(f"{slug}-{count}" if count else slug)
    return found


def page_links(page):
    for number, line in enumerate(without_code(page.read_text()), 1):
        for match in LINK.finditer(line):
            for target in (match[1] or match[2]).split(","):
                yield number, target.strip().split(" ")[0]


def wrong(page, target, root):
    """What is wrong with a link, and the file it leads to."""
    parts = urlsplit(target)
    if parts.scheme:
        is_good = parts.scheme in ("https", "http", "mailto") and (parts.scheme == "mailto" or "." in parts.netloc)
        return (None if is_good else "is no address"), None
    path = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not path.exists() or root not in [path, *path.parents]:
        return "leads nowhere", None
    if parts.fragment and (path.suffix != ".md" or unquote(parts.fragment) not in anchors(path.read_text())):
        return "names no heading there", None
    return None, path


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    names = subprocess.run(["git", "ls-files", "*.md"], cwd=root, capture_output=True, text=True).stdout.split()
    names = names or [str(p.relative_to(root)) for p in root.rglob("*.md") if "build" not in str(p.relative_to(root))]
    failed, leads = 0, {}
    for page in sorted(root / name for name in names if (root / name).exists()):
        leads[page] = set()
        for number, target in page_links(page):
            message, path = wrong(page, target, root)
            if message:
                print(f"{page.relative_to(root)}:{number}: the link {target} {message}")
                failed = 1
            elif path:
                leads[page].add(path / "README.md" if path.is_dir() else path)
    found, new = set(), {root / "README.md"}
    while new:
        found |= new
        new = {path for page in new for path in leads.get(page, ())} - found
    for page in sorted(set(leads) - found):
        if page.is_relative_to(root / "docs"):
            print(f"{page.relative_to(root)}: no link leads here from README.md")
            failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main())
