// A file in lines, of which no more than a few megabytes are in memory at a time.

const LINE_BYTES_MAX = 4 * 1024 * 1024;
const SLICE_BYTES = 2 * 1024 * 1024;
const LINE_FEED = 0x0a;
const TOO_LONG = `a line is longer than ${LINE_BYTES_MAX} bytes`;

/**
 * Yields arrays of the lines of each slice, without their line feeds: `{lines, end, isWhole, isLong}`.
 * The last has what follows the last line feed in `rest`; `isLong` says that a line is too long to read.
 */
async function* slicesOf(file) {
  let rest = new Uint8Array(0);
  for (let start = 0; start < file.size; start += SLICE_BYTES) {
    const slice = file.slice(start, start + SLICE_BYTES);
    const read = new Uint8Array(await slice.arrayBuffer());
    if (read.length !== slice.size) throw new Unreadable("The file changed while it was read.");
    const bytes = rest.length ? joined(rest, read) : read;
    const lines = [];
    let at = 0;
    let isLong = false;
    for (let end = bytes.indexOf(LINE_FEED, rest.length); end >= 0; ) {
      isLong = end - at > LINE_BYTES_MAX;
      if (isLong) break;
      lines.push(bytes.subarray(at, end));
      at = end + 1;
      end = bytes.indexOf(LINE_FEED, at);
    }
    rest = bytes.subarray(at);
    isLong ||= rest.length > LINE_BYTES_MAX;
    yield { lines, rest, isLong, read: start + read.length };
    if (isLong) return;
    // A copy, so that the whole slice does not stay for the sake of a few bytes.
    rest = rest.slice();
  }
}

function isBlank(bytes) {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}
