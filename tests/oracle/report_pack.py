"""Reading the data of a campaign's page, packed and plain."""
import base64
import json
import subprocess


def unpack(column):
    """{"n": COUNT, "v": BASE64}: differences, zigzag, seven bits a byte, of 64 bits."""
    values, last, at = [], 0, 0
    data = base64.b64decode(column["v"], validate=True)
    for _ in range(column["n"]):
        coded, shift = 0, 0
        while True:
            byte = data[at]
            at += 1
            coded |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        last += (coded >> 1) ^ -(coded & 1)
        last = (last + 2**63) % 2**64 - 2**63
        values.append(last)
    if at != len(data):
        raise AssertionError("%d bytes behind the last number" % (len(data) - at))
    return values


def unpack_all(value):
    if isinstance(value, dict):
        if set(value) == {"n", "v"}:
            return unpack(value)
        return {key: unpack_all(item) for key, item in value.items()}
    return [unpack_all(item) for item in value] if isinstance(value, list) else value


def from_page(path):
    """The JSON of the page's one element for it."""
    text = path.read_bytes().decode("utf-8")
    before, mark, rest = text.partition('id="aifsim-data">')
    found, end, _ = rest.partition("</script")
    if not mark or not end or "<" in found or 'id="aifsim-data">' in rest:
        raise AssertionError("%s: no element with the data, or several" % path)
    return unpack_all(json.loads(found))


def read(aifsim, folder):
    """The data of a directory; those in report.html, as `run` wrote it, are the same."""
    page = folder / "report.html"
    if not page.exists():
        raise AssertionError("%s: `aifsim run` wrote no page" % folder)
    before = page.read_bytes()
    plain = folder / "data.json"
    subprocess.run([aifsim, "report", folder, "--data", plain, "--force"], check=True,
                   capture_output=True)
    subprocess.run([aifsim, "report", folder], check=True, capture_output=True)
    if page.read_bytes() != before:
        raise AssertionError("%s: `aifsim report` writes another page than `aifsim run`" % folder)
    data = json.loads(plain.read_text(encoding="utf-8"))
    if from_page(page) != data:
        raise AssertionError("%s: the page has other data than --data" % folder)
    return data
