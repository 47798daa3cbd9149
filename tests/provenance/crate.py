#!/usr/bin/env python3
"""What RO-Crate 1.1 and Process Run Crate 0.5 demand of a result directory, checked from their text.

usage: crate.py DIR...         exit status 1: something is wrong, each said on a line
Also a module: problems(DIR) returns the list.
"""
import hashlib
import json
import re
import sys
from pathlib import Path

CRATE = "https://w3id.org/ro/crate/1.1"
PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
METADATA = "ro-crate-metadata.json"

# Terms of the context of RO-Crate 1.1 (all of schema.org as of 2020) that a result may use.
KNOWN = set("""about additionalProperty actionStatus alternateName conformsTo contentSize datePublished description
encodingFormat endTime error hasPart instrument license mentions name object result softwareVersion
startTime url value version""".split())


def as_list(value):
    return value if isinstance(value, list) else [] if value is None else [value]


def ids(value):
    """The references among the values of a property."""
    return [v["@id"] for v in as_list(value) if isinstance(v, dict)]


class Crate:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.found = []
        self.by_id = {}

    def want(self, condition, text):
        if not condition:
            self.found.append(f"{self.folder}: {text}")
        return bool(condition)

    def entity(self, name, type_=None):
        entity = self.by_id.get(name)
        if self.want(entity is not None, f"nothing is called {name}") and type_:
            self.want(type_ in as_list(entity["@type"]), f"{name} is no {type_}")
        return entity or {}

    def read(self):
        """JSON-LD, flattened and compacted: a context, and a list of things with an @id each."""
        document = json.loads((self.folder / METADATA).read_bytes().decode("utf-8"))
        self.want(set(document) == {"@context", "@graph"}, f"keys {sorted(document)}")
        context = as_list(document["@context"])
        self.want(CRATE + "/context" in context, "the context is not that of RO-Crate 1.1")
        terms = set(KNOWN)
        for extra in context:
            if isinstance(extra, dict):
                self.want(all(re.match(r"https?://", uri) for uri in extra.values()),
                          "a term of the context is no address")
                terms |= set(extra)
        for entity in document["@graph"]:
            self.thing(entity, terms)

    def thing(self, entity, terms):
        if not self.want(isinstance(entity.get("@id"), str) and entity.get("@type"),
                         f"a thing without @id or @type: {entity}"):
            return
        name = entity["@id"]
        self.want(name not in self.by_id, f"{name} is there twice")
        self.by_id[name] = entity
        for key, value in entity.items():
            self.want(key[0] == "@" or key in terms, f"{name}: {key} is in no context")
            for item in as_list(value):
                flat = isinstance(item, str) or (isinstance(item, dict) and set(item) == {"@id"})
                self.want(flat, f"{name}: {key} is neither a text nor a reference: {item}")

    def references(self):
        """Nothing is referred to that is not there, and nothing is there that is not referred to."""
        reached, look = {METADATA}, [METADATA]
        while look:
            for key, value in self.by_id.get(look.pop(), {}).items():
                for target in ids(value):
                    # The specification itself is the one thing that need not be described.
                    if key == "conformsTo" and target == CRATE:
                        continue
                    self.want(target in self.by_id, f"{key} refers to {target}, which is not there")
                    if target not in reached:
                        reached.add(target)
                        look.append(target)
        for name in set(self.by_id) - reached:
            self.want(False, f"nothing refers to {name}")

    def root(self):
        descriptor = self.entity(METADATA, "CreativeWork")
        self.want(ids(descriptor.get("about")) == ["./"], "the descriptor is about something else")
        self.want(CRATE in ids(descriptor.get("conformsTo")), "the descriptor conforms to nothing")
        root = self.entity("./", "Dataset")
        for key in ("name", "description"):
            self.want(isinstance(root.get(key), str) and root[key].strip(), f"./ has no {key}")
        self.want(re.fullmatch(r"\d{4}-\d\d-\d\d(T.*)?", str(root.get("datePublished"))),
                  f"datePublished {root.get('datePublished')}")
        licence = ids(root.get("license"))
        if self.want(len(licence) == 1, "./ has no license"):
            entity = self.entity(licence[0], "CreativeWork")
            self.want(entity.get("name") and entity.get("description"), "the license says nothing")
        self.want(PROFILE in ids(root.get("conformsTo")), "./ names no profile")
        self.entity(PROFILE, "CreativeWork")
        return root

    def files(self, root):
        parts = ids(root.get("hasPart"))
        self.want(len(parts) == len(set(parts)), "a file is listed twice")
        described = {n for n, e in self.by_id.items() if "File" in as_list(e["@type"])}
        self.want(described == set(parts), f"described {described}, listed {parts}")
        for name in parts:
            entity, path = self.entity(name, "File"), self.folder / name
            if not self.want(path.is_file(), f"{name} is missing"):
                continue
            for key in ("name", "description", "encodingFormat"):
                self.want(entity.get(key), f"{name} has no {key}")
            if name == "run.log":
                continue
            data = path.read_bytes()
            self.want(entity.get("contentSize") == str(len(data)), f"{name}: size differs")
            self.want(entity.get("sha256") == hashlib.sha256(data).hexdigest(),
                      f"{name}: SHA-256 differs")
        there = {p.name for p in self.folder.iterdir()} - {METADATA}
        self.want(there == set(parts), f"in the directory {sorted(there)}, listed {sorted(parts)}")
        return parts

    def actions(self, root, parts):
        mentioned = ids(root.get("mentions"))
        self.want({n for n, e in self.by_id.items() if e["@type"] == "CreateAction"}
                  == set(mentioned), "not all runs are mentioned")
        self.want(mentioned, "no run is mentioned")
        before = ""
        for i, name in enumerate(mentioned):
            run = self.entity(name, "CreateAction")
            self.run(name, run, set(parts))
            status = "Completed" if i + 1 == len(mentioned) else "Failed"
            self.want(run.get("actionStatus") == f"http://schema.org/{status}ActionStatus",
                      f"{name}: {run.get('actionStatus')}")
            self.want(("error" in run) == (status == "Failed"), f"{name}: error and status")
            times = [run[k] for k in ("startTime", "endTime") if k in run]
            for t in times:
                self.want(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", t), f"{name}: {t}")
                self.want(t >= before, f"{name}: {t} is before {before}")
                before = t
        self.want({"startTime", "endTime"} <= set(run), "the last run has not both times")
        self.want(root.get("datePublished") == run.get("endTime", "")[:10], "the day is another")
        self.want(set(ids(run.get("result"))) == set(parts) - {"run.log"}, "results of the last run")

    def run(self, name, run, parts):
        self.want(run.get("name") and run.get("description"), f"{name} says nothing")
        self.want(set(ids(run.get("result"))) <= parts, f"{name} made what is not there")
        tools = ids(run.get("instrument"))
        if self.want(len(tools) == 1, f"{name}: instrument {tools}"):
            tool = self.entity(tools[0], "SoftwareApplication")
            self.want(tool.get("name") == "aifsim" and tool.get("softwareVersion"), "which program?")
            self.want(ids(tool.get("license")), "the program has no license")
        for target in ids(run.get("object")):
            entity = self.entity(target)
            self.want(re.fullmatch("[0-9a-f]{64}", entity.get("sha256", "")), f"{target}: no SHA-256")
        circumstances = {self.entity(t, "PropertyValue").get("name")
                         for t in ids(run.get("additionalProperty"))}
        self.want(circumstances == {"MPI ranks", "nodes", "MPI library", "compiler"},
                  f"{name}: {circumstances}")


def problems(folder):
    crate = Crate(folder)
    try:
        crate.read()
        crate.references()
        root = crate.root()
        crate.actions(root, crate.files(root))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        crate.want(False, f"cannot be understood: {error!r}")
    return crate.found


def main():
    found = [text for folder in sys.argv[1:] for text in problems(folder)]
    print("\n".join(found) if found else "ok")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
