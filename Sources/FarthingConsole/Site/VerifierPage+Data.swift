// Made by Scripts/data/verifier_page.py of Web/verifier/verify.html; edit its source.

extension VerifierPage {
    /// The page, byte for byte.
    static let text = chunks.joined(separator: "\n") + "\n"

    private static let chunks: [String] = [
        ###"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'sha256-k\###
        pXbu9ntr7a+r2Q7M2w9bPclWUK3KdD/33d9UscvjRg=' 'sha256-Iao2d+8DC4lRkGHGOTUQCyLw1j5JHrGrAKPEFp7\###
        ln1s='; style-src 'sha256-tY6ztQ8U95p5e4ERPMjtZ1W63nRVCYE1fHvZ8nQgCEs='; worker-src blob:; b\###
        ase-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types farthi\###
        ng-verifier">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="referrer" content="no-referrer">
        <title>Check Farthing receipts</title>
        <style>
        :root {
          color-scheme: light dark;
          --paper: #fbfaf7;
          --card: #ffffff;
          --ink: #1d1f23;
          --soft: #5b6069;
          --line: #d9d6cd;
          --accent: #1f4fa3;
          --on-accent: #ffffff;
          --good: #17663a;
          --good-paper: #e8f4ec;
          --warn: #7a5200;
          --warn-paper: #fdf3dc;
          --bad: #a01c1c;
          --bad-paper: #fbe9e7;
          --none: #4a4f57;
          --none-paper: #eeede8;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #15171a;
            --card: #1d2024;
            --ink: #e8e8e4;
            --soft: #a6abb4;
            --line: #3a3e45;
            --accent: #8fb4ff;
            --on-accent: #10131a;
            --good: #7fd6a1;
            --good-paper: #14291d;
            --warn: #f0c66b;
            --warn-paper: #2d2410;
            --bad: #ff9c92;
            --bad-paper: #351a18;
            --none: #c3c7ce;
            --none-paper: #26292e;
          }
        }
        * { box-sizing: border-box; }
        [hidden] { display: none !important; }
        html { background: var(--paper); color: var(--ink); }
        body {
          font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
          margin: 0 auto;
          max-width: 46rem;
          padding: 2rem 1.25rem 4rem;
        }
        h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .5rem; }
        h2 { font-size: 1.35rem; line-height: 1.2; margin: 0; }
        h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
        p { margin: .25rem 0 .75rem; }
        .soft, small { color: var(--soft); }
        small { display: block; font-size: .875rem; margin: .4rem 0; }
        form, #verdict {
          background: var(--card);
          border: 1px solid var(--line);
          border-radius: .75rem;
          margin-top: 1.25rem;
          padding: 1.25rem;
        }
        .field { margin-bottom: 1.25rem; }
        label, legend, .label { display: block; font-weight: 600; margin-bottom: .25rem; }
        textarea, input[type="text"], input[type="number"] {
          background: var(--paper);
          border: 1px solid var(--soft);
          border-radius: .4rem;
          color: var(--ink);
          font: .875rem/1.4 ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", monospace;
          padding: .5rem .6rem;
          width: 100%;
        }
        textarea { min-height: 5rem; overflow-wrap: anywhere; resize: vertical; }
        .picker { align-items: center; display: flex; flex-wrap: wrap; gap: .5rem .75rem; }
        .picker input { height: 1px; opacity: 0; position: absolute; width: 1px; }
        .picker span { overflow-wrap: anywhere; }
        button, .picker label {
          background: transparent;
          border: 1px solid var(--accent);
          border-radius: .4rem;
          color: var(--accent);
          cursor: pointer;
          display: inline-block;
          font: inherit;
          font-weight: 600;
          margin: 0;
          padding: .45rem .9rem;
        }
        button.main { background: var(--accent); color: var(--on-accent); }
        button:disabled { cursor: default; opacity: .5; }
        :focus-visible, .picker input:focus-visible + label {
          outline: 3px solid var(--accent);
          outline-offset: 2px;
        }
        /* It takes the focus only so that it is read out next. */
        #verdict:focus { outline: none; }
        .dragging form { border-color: var(--accent); outline: 2px dashed var(--accent); outline-off\###
        set: 4px; }
        fieldset { border: 0; border-top: 1px solid var(--line); margin: 1rem 0 0; padding: .75rem 0\###
         0; }
        legend { color: var(--soft); float: left; margin: 0; padding: 0; width: 100%; }
        legend + .field { clear: both; padding-top: .75rem; }
        ::placeholder { color: var(--soft); opacity: 1; }
        details { margin-bottom: 1.25rem; }
        summary { cursor: pointer; font-weight: 600; }
        progress { accent-color: var(--accent); display: block; height: .6rem; width: 100%; }
        #running { margin-top: 1rem; }
        .buttons { display: flex; flex-wrap: wrap; gap: .75rem; }
        .headline { align-items: center; border-radius: .5rem; display: flex; gap: .9rem; padding: 1\###
        rem; }
        #sign {
          border: 2px solid currentColor;
          border-radius: 50%;
          flex: none;
          font-size: 1.25rem;
          font-weight: 700;
          height: 2.5rem;
          line-height: 2.25rem;
          text-align: center;
          width: 2.5rem;
        }
        #lead { color: var(--ink); margin: .25rem 0 0; overflow-wrap: anywhere; }
        [data-tone="good"] .headline { background: var(--good-paper); color: var(--good); }
        [data-tone="warn"] .headline { background: var(--warn-paper); color: var(--warn); }
        [data-tone="bad"] .headline { background: var(--bad-paper); color: var(--bad); }
        [data-tone="none"] .headline { background: var(--none-paper); color: var(--none); }
        ul { margin: .75rem 0 0; padding-left: 1.25rem; }
        li { margin-bottom: .25rem; overflow-wrap: anywhere; }
        dl { margin: 1.25rem 0 0; }
        h3 + dl { margin-top: .5rem; }
        dl div { border-top: 1px solid var(--line); display: flex; gap: 1rem; padding: .4rem 0; }
        dt { color: var(--soft); flex: 0 0 7.5rem; overflow-wrap: anywhere; }
        #receipt dt { flex-basis: 11rem; }
        dd {
          flex: 1;
          font: .875rem/1.7 ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", monospace;
          margin: 0;
          min-width: 0;
          overflow-wrap: anywhere;
        }
        pre {
          background: var(--paper);
          border: 1px solid var(--line);
          border-radius: .4rem;
          font: .8125rem/1.5 ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", monospace;
          overflow-wrap: anywhere;
          padding: .75rem;
          white-space: pre-wrap;
        }
        #as-json { margin: 1.25rem 0 0; }
        .unseen { clip-path: inset(50%); height: 1px; overflow: hidden; position: absolute; white-sp\###
        ace: nowrap; width: 1px; }
        @media (max-width: 32rem) {
          body { padding: 1.25rem .75rem 3rem; }
          form, #verdict { padding: 1rem; }
          dl div { display: block; }
          .buttons button { flex: 1; }
        }
        @media (forced-colors: active) { #sign, form, #verdict { border-color: CanvasText; } }
        @media print { form, #running { display: none; } }
        </style>
        </head>
        <body>
        <main>
        <h1>Check Farthing receipts</h1>
        <p class="soft">Everything happens in this page: the file does not leave your computer, and t\###
        he page
        asks no server for anything. Save it and it works without a network.</p>
        <noscript><p><strong>This page needs JavaScript to compute the hashes.</strong></p></noscrip\###
        t>

        <form id="form">
        <div class="field">
        <span class="label" id="file-label">Receipts</span>
        <div class="picker">
        <input type="file" id="file" multiple aria-labelledby="file-label file-button" aria-describe\###
        dby="file-name file-help">
        <label for="file" id="file-button">Choose files</label>
        <span id="file-name" aria-live="polite">No file chosen</span>
        </div>
        <small id="file-help">An export (<code>farthing receipts export</code>), segments of an arch\###
        ive, which are
        checked together, the proof of a receipt (<code>farthing receipts prove</code>), or a log of
        agentguard-spend. You can also drop files anywhere on this page.</small>
        </div>

        <div class="field">
        <label for="key">Public key that you trust</label>
        <textarea id="key" rows="2" spellcheck="false" autocomplete="off" autocapitalize="off"
        """###,
        ###"""
         aria-describedby="key-help"></textarea>
        <small id="key-help">64 hexadecimal digits or a vkey; several keys one a line. Get it from t\###
        he
        operator by another way than the file: a key that comes with the file proves nothing.</small\###
        >
        <div class="picker">
        <input type="file" id="key-file" aria-label="Read the key from a file">
        <label for="key-file">Read the key from a file</label>
        </div>
        </div>

        <details id="more">
        <summary>More to compare with</summary>
        <fieldset>
        <legend>Of an export</legend>
        <div class="field">
        <label for="head">Head that you kept</label>
        <input type="text" id="head" spellcheck="false" autocomplete="off" aria-describedby="head-he\###
        lp">
        <small id="head-help">The hash of an entry that you saw earlier, 64 hexadecimal digits. It m\###
        ust be in
        the file, which shows that nothing up to it was cut off or rewritten.</small>
        </div>
        <div class="field">
        <label for="least">Least number of entries</label>
        <input type="text" id="least" value="1" inputmode="numeric" autocomplete="off">
        </div>
        </fieldset>
        <fieldset>
        <legend>Of a proof</legend>
        <div class="field">
        <label for="witnesses">Witnesses that you trust</label>
        <textarea id="witnesses" rows="2" spellcheck="false" autocomplete="off" autocapitalize="off"
         aria-describedby="witnesses-help"></textarea>
        <small id="witnesses-help">Their vkeys, one a line.</small>
        </div>
        <div class="field">
        <label for="cosigned">How many of them must have signed</label>
        <input type="text" id="cosigned" inputmode="numeric" autocomplete="off" placeholder="all">
        </div>
        <div class="field">
        <label for="log">Name of the log</label>
        <input type="text" id="log" spellcheck="false" autocomplete="off" placeholder="any that the k\###
        ey signs">
        </div>
        <div class="field">
        <label for="stored">Receipt, where the proof has none inside</label>
        <textarea id="stored" rows="2" spellcheck="false" autocomplete="off" autocapitalize="off"
         aria-describedby="stored-help"></textarea>
        <small id="stored-help">Its stored line, or the hash of its entry.</small>
        </div>
        </fieldset>
        </details>

        <div class="buttons">
        <button type="submit" class="main" id="check">Check</button>
        <button type="button" id="stop" hidden>Stop</button>
        </div>
        <div id="running" hidden>
        <progress id="bar" max="1" aria-label="How much of the file was read"></progress>
        <small id="progress"></small>
        </div>
        </form>

        <p id="said" class="unseen" role="status"></p>

        <section id="verdict" tabindex="-1" aria-labelledby="title" hidden>
        <div class="headline">
        <span id="sign" aria-hidden="true"></span>
        <div>
        <h2 id="title"></h2>
        <p id="lead"></p>
        </div>
        </div>
        <ul id="points"></ul>
        <dl id="facts"></dl>
        <h3 id="receipt-title">The receipt</h3>
        <dl id="receipt"></dl>
        <h3 id="limits-title"></h3>
        <ul id="limits"></ul>
        <details id="as-json">
        <summary>As JSON</summary>
        <pre id="json" tabindex="0" aria-label="The verdict as JSON"></pre>
        <button type="button" id="copy">Copy</button>
        </details>
        </section>
        </main>
        <script id="checker">
        // A second implementation of Farthing's receipts, written from docs/formats. Made by build.\###
        py from
        // source/: change it there.
        const FarthingVerifier = (() => {
        "use strict";

        // Bytes, and how they are spelt: hexadecimal, Base 64 and UTF-8.

        const utf8 = new TextEncoder();
        const DIGITS = "0123456789abcdef";

        function hexOf(bytes) {
          let text = "";
          for (const byte of bytes) text += DIGITS[byte >> 4] + DIGITS[byte & 15];
          return text;
        }

        /** The bytes that lower-case digits spell, or null. */
        function bytesOfHex(text, count) {
          if (typeof text !== "string" || text.length !== 2 * count) return null;
          if (!/^[0-9a-f]*$/.test(text)) return null;
          return Uint8Array.from({ length: count }, (_, at) => parseInt(text.substr(2 * at, 2), 16))\###
        ;
        }

        /** The bytes of canonical Base 64 (padding, no white space, idle bits zero), or null. */
        function bytesOfBase64(text) {
          if (typeof text !== "string" || text.length % 4 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) r\###
        eturn null;
          const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
          return base64Of(bytes) === text ? bytes : null;
        }

        function base64Of(bytes) {
          let letters = "";
          for (const byte of bytes) letters += String.fromCharCode(byte);
          return btoa(letters);
        }

        /** The text that bytes spell in UTF-8 without a mark before it, or null. */
        function textOf(bytes) {
          try {
            return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
          } catch {
            return null;
          }
        }

        function areEqual(left, right) {
          if (left.length !== right.length) return false;
          for (let at = 0; at < left.length; at += 1) if (left[at] !== right[at]) return false;
          return true;
        }

        function joined(...parts) {
          const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
          let at = 0;
          for (const part of parts) {
            all.set(part, at);
            at += part.length;
          }
          return all;
        }

        /** Whether the bytes from `at` on begin with those of an ASCII text. */
        function startsWith(bytes, text, at = 0) {
          if (at + text.length > bytes.length) return false;
          for (let i = 0; i < text.length; i += 1) if (bytes[at + i] !== text.charCodeAt(i)) return f\###
        alse;
          return true;
        }

        // SHA-256 (FIPS 180-4). The browser's own answers in a later turn each time, which a millio\###
        n small
        // entries cannot wait for; `selfTest` compares the two before anything is checked.

        const ROUND = new Int32Array([
          0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c\###
        5ed5,
          0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19b\###
        f174,
          0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f9\###
        88da,
          0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x1429\###
        2967,
          0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x9272\###
        2c85,
          0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106a\###
        a070,
          0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e\###
        6ff3,
          0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc671\###
        78f2,
        ]);
        const START = new Int32Array([
          0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0\###
        cd19,
        ]);
        const schedule = new Int32Array(64);

        /** One hash at a time: `update` any number of times, then `digest`, which begins anew. */
        class Sha256 {
          constructor() {
            this.state = new Int32Array(8);
            this.block = new Uint8Array(64);
            this.begin();
          }

          begin() {
            this.state.set(START);
            this.filled = 0;
            this.length = 0;
        """###,
        ###"""
            return this;
          }

          update(bytes, start = 0, end = bytes.length) {
            this.length += end - start;
            let at = start;
            if (this.filled) {
              const taken = Math.min(64 - this.filled, end - at);
              this.block.set(bytes.subarray(at, at + taken), this.filled);
              this.filled += taken;
              at += taken;
              if (this.filled < 64) return this;
              compress(this.state, this.block, 0);
              this.filled = 0;
            }
            for (; at + 64 <= end; at += 64) compress(this.state, bytes, at);
            if (at < end) {
              this.block.set(bytes.subarray(at, end), 0);
              this.filled = end - at;
            }
            return this;
          }

          digest() {
            const { block, state, length } = this;
            block[this.filled] = 0x80;
            block.fill(0, this.filled + 1);
            if (this.filled >= 56) {
              compress(state, block, 0);
              block.fill(0);
            }
            const bits = new DataView(block.buffer);
            bits.setUint32(56, Math.floor(length / 0x20000000));
            bits.setUint32(60, (length << 3) >>> 0);
            compress(state, block, 0);
            const out = new Uint8Array(32);
            for (let i = 0; i < 8; i += 1) {
              out[4 * i] = state[i] >>> 24;
              out[4 * i + 1] = state[i] >>> 16;
              out[4 * i + 2] = state[i] >>> 8;
              out[4 * i + 3] = state[i];
            }
            this.begin();
            return out;
          }
        }

        function compress(state, bytes, at) {
          const w = schedule;
          for (let i = 0; i < 16; i += 1, at += 4) {
            w[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
          }
          for (let i = 16; i < 64; i += 1) {
            const x = w[i - 15];
            const y = w[i - 2];
            const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
            const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
            w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
          }
          let a = state[0], b = state[1], c = state[2], d = state[3];
          let e = state[4], f = state[5], g = state[6], h = state[7];
          for (let i = 0; i < 64; i += 1) {
            const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
            const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[i] + w[i]) | 0;
            const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))\###
        ;
            const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
            h = g;
            g = f;
            f = e;
            e = (d + t1) | 0;
            d = c;
            c = b;
            b = a;
            a = (t1 + t2) | 0;
          }
          state[0] += a;
          state[1] += b;
          state[2] += c;
          state[3] += d;
          state[4] += e;
          state[5] += f;
          state[6] += g;
          state[7] += h;
        }

        const hasher = new Sha256();

        /** SHA-256 over the parts one behind the other. */
        function sha256(...parts) {
          hasher.begin();
          for (const part of parts) hasher.update(part);
          return hasher.digest();
        }

        // One JSON text to values, strictly: UTF-8, no member twice, numbers as they are written.

        const NESTING_MAX = 64;

        /** Why a text is not one JSON value; columns count characters. */
        class TextFault extends Error {
          constructor(reason, bytes, at, isDuplicate = false) {
            let column = 1;
            for (let i = 0; i < at; i += 1) if ((bytes[i] & 0xc0) !== 0x80) column += 1;
            super(`${reason} at line 1, column ${column}`);
            this.isDuplicate = isDuplicate;
          }
        }

        /** An integer, by its canonical digits. */
        class Integer {
          constructor(text) {
            this.text = text;
          }
        }

        /** A number with a point or an exponent, which nothing of ours has. */
        class Fraction {}

        /** The value: null, true, false, a string, an Integer, a Fraction, an array, or a Map. */
        function parsed(bytes) {
          return new Parser(bytes).whole();
        }

        class Parser {
          constructor(bytes) {
            this.bytes = bytes;
            this.at = 0;
            this.depth = 0;
          }

          whole() {
            if (startsWith(this.bytes, "\u00ef\u00bb\u00bf")) {
              this.fail("the JSON text starts with a byte order mark; remove it");
            }
            const value = this.value();
            this.skipSpace();
            if (this.at < this.bytes.length) this.fail("something follows the JSON value");
            return value;
          }

          fail(reason, at = this.at) {
            throw new TextFault(reason, this.bytes, at);
          }

          skipSpace() {
            for (;;) {
              const byte = this.bytes[this.at];
              if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return;
              this.at += 1;
            }
          }

          /** The next byte that is no white space; stays on it. */
          peek() {
            this.skipSpace();
            if (this.at >= this.bytes.length) this.fail("the JSON text ends too early");
            return this.bytes[this.at];
          }

          take(letter) {
            if (this.peek() !== letter.charCodeAt(0)) this.fail("a character that JSON does not allo\###
        w here");
            this.at += 1;
          }

          value() {
            const byte = this.peek();
            if (byte === 0x22) return this.string();
            if (byte === 0x7b) return this.object();
            if (byte === 0x5b) return this.array();
            if (byte === 0x2d || (byte >= 0x30 && byte <= 0x39)) return this.number();
            if (byte === 0x74) return this.word("true", true);
            if (byte === 0x66) return this.word("false", false);
            if (byte === 0x6e) return this.word("null", null);
            return this.fail("a character that JSON does not allow here");
          }

          word(text, value) {
            for (const letter of text) {
              if (this.at >= this.bytes.length) this.fail("the JSON text ends too early");
              if (this.bytes[this.at] !== letter.charCodeAt(0)) {
                this.fail("a word other than true, false and null");
              }
              this.at += 1;
            }
            return value;
          }

          enter() {
            this.depth += 1;
            if (this.depth > NESTING_MAX) {
              this.fail(`the JSON text nests deeper than ${NESTING_MAX} levels`);
            }
            this.at += 1;
          }

          object() {
            this.enter();
            const members = new Map();
        """###,
        ###"""
            for (let isFirst = true; ; isFirst = false) {
              if (isFirst && this.peek() === 0x7d) break;
              if (this.peek() !== 0x22) this.fail("a character that JSON does not allow here");
              const start = this.at;
              const name = this.string();
              if (members.has(name)) {
                throw new TextFault(`duplicate member “${name}”`, this.bytes, start, true);
              }
              this.take(":");
              members.set(name, this.value());
              if (this.peek() === 0x7d) break;
              this.take(",");
            }
            this.at += 1;
            this.depth -= 1;
            return members;
          }

          array() {
            this.enter();
            const items = [];
            for (let isFirst = true; ; isFirst = false) {
              if (isFirst && this.peek() === 0x5d) break;
              items.push(this.value());
              if (this.peek() === 0x5d) break;
              this.take(",");
            }
            this.at += 1;
            this.depth -= 1;
            return items;
          }

          digits() {
            const start = this.at;
            while (this.bytes[this.at] >= 0x30 && this.bytes[this.at] <= 0x39) this.at += 1;
            if (this.at === start) {
              if (this.at >= this.bytes.length) this.fail("the JSON text ends too early");
              this.fail("a number that is not written as JSON writes numbers");
            }
          }

          number() {
            const start = this.at;
            if (this.bytes[this.at] === 0x2d) this.at += 1;
            const first = this.at;
            this.digits();
            if (this.bytes[first] === 0x30 && this.at - first > 1) {
              this.fail("a number that is not written as JSON writes numbers", first);
            }
            const end = this.at;
            if (this.bytes[this.at] === 0x2e) {
              this.at += 1;
              this.digits();
            }
            if (this.bytes[this.at] === 0x65 || this.bytes[this.at] === 0x45) {
              this.at += 1;
              if (this.bytes[this.at] === 0x2b || this.bytes[this.at] === 0x2d) this.at += 1;
              this.digits();
            }
            if (this.at > end) return new Fraction();
            const text = textOf(this.bytes.subarray(start, end));
            return new Integer(text === "-0" ? "0" : text);
          }

          string() {
            this.at += 1;
            let text = "";
            for (;;) {
              const start = this.at;
              while (isPlain(this.bytes[this.at])) this.at += 1;
              const piece = textOf(this.bytes.subarray(start, this.at));
              if (piece === null) this.fail("bytes that are not valid UTF-8", this.badByte(start));
              text += piece;
              if (this.at >= this.bytes.length) this.fail("the JSON text ends too early");
              const byte = this.bytes[this.at];
              if (byte < 0x20) this.fail("a control character inside a string; escape it");
              if (byte === 0x22) break;
              text += this.escape();
            }
            this.at += 1;
            return text;
          }

          /** Where the first bytes that are no UTF-8 begin. */
          badByte(start) {
            let at = start;
            for (;;) {
              const length = sequenceLength(this.bytes, at);
              if (!length) return at;
              at += length;
            }
          }

          escape() {
            const start = this.at;
            if (this.at + 1 >= this.bytes.length) this.fail("the JSON text ends too early", this.byt\###
        es.length);
            const letter = String.fromCharCode(this.bytes[this.at + 1]);
            this.at += 2;
            if (letter !== "u") {
              const place = '"\\/bfnrt'.indexOf(letter);
              if (place < 0) this.fail("an escape that JSON does not know", start);
              return '"\\/\b\f\n\r\t'[place];
            }
            const unit = this.fourDigits(start);
            if (unit < 0xd800 || unit > 0xdfff) return String.fromCharCode(unit);
            const half = "half of a surrogate pair without the other half";
            if (unit > 0xdbff || !startsWith(this.bytes, "\\u", this.at)) this.fail(half, start);
            this.at += 2;
            const other = this.fourDigits(start);
            if (other < 0xdc00 || other > 0xdfff) this.fail(half, start);
            return String.fromCharCode(unit, other);
          }

          fourDigits(start) {
            const digits = String.fromCharCode(...this.bytes.subarray(this.at, this.at + 4));
            if (!/^[0-9A-Fa-f]{4}$/.test(digits)) {
              if (this.at + 4 > this.bytes.length && /^[0-9A-Fa-f]*$/.test(digits)) {
                this.fail("the JSON text ends too early", this.bytes.length);
              }
              this.fail("an escape that JSON does not know", start);
            }
            this.at += 4;
            return parseInt(digits, 16);
          }
        }

        function isPlain(byte) {
          return byte >= 0x20 && byte !== 0x22 && byte !== 0x5c;
        }

        /** How many bytes the character at `at` takes in UTF-8, or 0 where there is none. */
        function sequenceLength(bytes, at) {
          const first = bytes[at];
          if (first < 0x80) return 1;
          const length = first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3
            : first >= 0xf0 && first < 0xf5 ? 4 : 0;
          for (let i = 1; i < length; i += 1) if ((bytes[at + i] & 0xc0) !== 0x80) return 0;
          const second = bytes[at + 1];
          if (first === 0xe0 && second < 0xa0) return 0;
          if (first === 0xed && second > 0x9f) return 0;
          if (first === 0xf0 && second < 0x90) return 0;
          if (first === 0xf4 && second > 0x8f) return 0;
          return length;
        }

        // The one spelling of a value, and a quick look at whether bytes already have it.

        const SHORT = { 0x22: '\\"', 0x5c: "\\\\", 8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\\###
        r" };

        /** The canonical text, or null where a number has a point or an exponent. */
        function canonical(value) {
          const out = [];
          return spell(value, out) ? out.join("") : null;
        }

        function spell(value, out) {
          if (value === null || value === true || value === false) out.push(String(value));
          else if (typeof value === "string") out.push(quoted(value));
          else if (value instanceof Integer) out.push(value.text);
          else if (value instanceof Fraction) return false;
          else if (Array.isArray(value)) return spellItems(value, out);
          else return spellMembers(value, out);
          return true;
        }

        function spellItems(items, out) {
          out.push("[");
          for (let at = 0; at < items.length; at += 1) {
            if (at) out.push(",");
            if (!spell(items[at], out)) return false;
          }
          out.push("]");
          return true;
        }

        function spellMembers(members, out) {
          out.push("{");
          let isFirst = true;
          for (const name of [...members.keys()].sort(byCodePoint)) {
            if (!isFirst) out.push(",");
            isFirst = false;
            out.push(quoted(name), ":");
            if (!spell(members.get(name), out)) return false;
          }
          out.push("}");
          return true;
        }

        function quoted(text) {
          return `"${text.replace(/["\\\u0000-\u001f]/g, (letter) => {
            const code = letter.charCodeAt(0);
            return SHORT[code] ?? `\\u00${code.toString(16).padStart(2, "0")}`;
          })}"`;
        }

        /** The order of UTF-8 bytes. JavaScript's own is that of UTF-16, where U+FFFF follows U+100\###
        00. */
        function byCodePoint(left, right) {
        """###,
        ###"""
          const one = [...left];
          const two = [...right];
          for (let at = 0; at < Math.min(one.length, two.length); at += 1) {
            const difference = one[at].codePointAt(0) - two[at].codePointAt(0);
            if (difference) return difference;
          }
          return one.length - two.length;
        }

        /**
         * Where the value that begins at `at` ends, if its spelling is surely the canonical one; el\###
        se -1, which
         * says nothing: the slow way decides. `at` is at `depth` levels of nesting. Sets `sawNull` w\###
        here
         * an object two levels further in has a null, which an entry's hash may leave out.
         */
        class Skimmer {
          constructor() {
            this.bytes = null;
            this.sawNull = false;
          }

          end(bytes, at, depth) {
            this.bytes = bytes;
            this.sawNull = false;
            this.nullDepth = depth + 2;
            return this.value(at, depth);
          }

          value(at, depth) {
            const byte = this.bytes[at];
            if (byte === 0x22) return this.string(at);
            if (byte === 0x7b) return this.object(at, depth + 1);
            if (byte === 0x5b) return this.array(at, depth + 1);
            if (byte === 0x2d || (byte >= 0x30 && byte <= 0x39)) return this.number(at);
            if (startsWith(this.bytes, "true", at)) return at + 4;
            if (startsWith(this.bytes, "false", at)) return at + 5;
            if (!startsWith(this.bytes, "null", at)) return -1;
            if (depth === this.nullDepth) this.sawNull = true;
            return at + 4;
          }

          number(start) {
            const { bytes } = this;
            let at = bytes[start] === 0x2d ? start + 1 : start;
            const first = at;
            while (bytes[at] >= 0x30 && bytes[at] <= 0x39) at += 1;
            if (at === first || (bytes[first] === 0x30 && at - start > 1)) return -1;
            const next = bytes[at];
            return next === 0x2e || next === 0x65 || next === 0x45 ? -1 : at;
          }

          string(start) {
            const { bytes } = this;
            for (let at = start + 1; at < bytes.length; ) {
              const byte = bytes[at];
              if (byte === 0x22) return at + 1;
              if (byte === 0x5c) {
                const length = this.escapeLength(at);
                if (!length) return -1;
                at += length;
              } else if (byte < 0x20) {
                return -1;
              } else if (byte < 0x80) {
                at += 1;
              } else {
                const length = sequenceLength(bytes, at);
                if (!length) return -1;
                at += length;
              }
            }
            return -1;
          }

          escapeLength(at) {
            const { bytes } = this;
            const letter = bytes[at + 1];
            if (letter === 0x22 || letter === 0x5c) return 2;
            if (letter === 0x62 || letter === 0x74 || letter === 0x6e) return 2;
            if (letter === 0x66 || letter === 0x72) return 2;
            if (!startsWith(bytes, "u00", at + 1)) return 0;
            const high = bytes[at + 4];
            const low = bytes[at + 5];
            const isDigit = low >= 0x30 && low <= 0x39;
            if (!isDigit && !(low >= 0x61 && low <= 0x66)) return 0;
            if (high === 0x31) return 6;
            const hasShort = low === 0x38 || low === 0x39 || low === 0x61 || low === 0x63 || low ===\###
         0x64;
            return high === 0x30 && !hasShort ? 6 : 0;
          }

          array(start, depth) {
            if (depth > NESTING_MAX) return -1;
            const { bytes } = this;
            if (bytes[start + 1] === 0x5d) return start + 2;
            for (let at = start; ; ) {
              at = this.value(at + 1, depth);
              if (at < 0) return -1;
              if (bytes[at] === 0x5d) return at + 1;
              if (bytes[at] !== 0x2c) return -1;
            }
          }

          object(start, depth) {
            if (depth > NESTING_MAX) return -1;
            const { bytes } = this;
            if (bytes[start + 1] === 0x7d) return start + 2;
            let nameStart = -1;
            let nameEnd = -1;
            for (let at = start; ; ) {
              if (bytes[at + 1] !== 0x22) return -1;
              const end = this.string(at + 1);
              if (end < 0 || bytes[end] !== 0x3a) return -1;
              if (nameStart >= 0 && !this.isBefore(nameStart, nameEnd, at + 1, end)) return -1;
              nameStart = at + 1;
              nameEnd = end;
              at = this.value(end + 1, depth);
              if (at < 0) return -1;
              if (bytes[at] === 0x7d) return at + 1;
              if (bytes[at] !== 0x2c) return -1;
            }
          }

          /** Whether one name surely sorts before the next; with an escape in either, the slow way d\###
        ecides. */
          isBefore(start, end, nextStart, nextEnd) {
            const { bytes } = this;
            for (let i = 1; ; i += 1) {
              const isOver = start + i === end - 1;
              const isNextOver = nextStart + i === nextEnd - 1;
              if (isNextOver) return false;
              const next = bytes[nextStart + i];
              if (next === 0x5c) return false;
              if (isOver) return true;
              const byte = bytes[start + i];
              if (byte === 0x5c) return false;
              if (byte !== next) return byte < next;
            }
          }
        }

        // The tree of RFC 6962, section 2.1.

        const LEAF = new Uint8Array([0]);
        const NODE = new Uint8Array([1]);

        function leafHash(leaf) {
          return sha256(LEAF, leaf);
        }

        function nodeHash(left, right) {
          return sha256(NODE, left, right);
        }

        /** A tree that only grows: of its nodes it keeps the roots of its whole subtrees, largest f\###
        irst. */
        class Tree {
          constructor(size = 0, frontier = []) {
            this.size = size;
            this.frontier = frontier.slice();
          }

          append(leaf) {
            let node = leafHash(leaf);
            for (let rest = this.size; rest % 2 === 1; rest = (rest - 1) / 2) {
              node = nodeHash(this.frontier.pop(), node);
            }
            this.frontier.push(node);
            this.size += 1;
          }

          root() {
            if (!this.size) return sha256();
            let at = this.frontier.length - 1;
            let node = this.frontier[at];
            while (at > 0) {
              at -= 1;
              node = nodeHash(this.frontier[at], node);
            }
            return node;
          }
        }

        /** The root that a leaf's inclusion proof leads to (RFC 9162, section 2.1.3.2), or null. */
        function rootOfProof(leaf, index, size, path) {
          if (index >= size) return null;
          let place = index;
          let last = size - 1n;
          let node = leafHash(leaf);
          for (const sibling of path) {
            if (last === 0n) return null;
            if (place % 2n === 1n || place === last) {
              node = nodeHash(sibling, node);
              while (place % 2n === 0n && place !== 0n) {
                place /= 2n;
                last /= 2n;
              }
            } else {
              node = nodeHash(node, sibling);
            }
        """###,
        ###"""
            place /= 2n;
            last /= 2n;
          }
          return last === 0n ? node : null;
        }

        // Keys that the reader gives, and signatures by them.

        const ED25519 = 1;
        const COSIGNATURE = 4;

        /** A public key: its 32 bytes, its fingerprint, and its name where it was given as a vkey. *\###
        /
        class Key {
          constructor(bytes, name = null, type = ED25519) {
            this.bytes = bytes;
            this.name = name;
            this.type = type;
            this.fingerprint = hexOf(sha256(bytes).subarray(0, 8));
            this.imported = null;
            // The id under the name that was asked for last.
            this.idName = null;
            this.idBytes = null;
          }

          /** The key id of a signed note's line: which name and key it claims to be by. */
          id(name) {
            const type = new Uint8Array([this.type]);
            if (this.idName !== name) {
              this.idName = name;
              this.idBytes = sha256(utf8.encode(`${name}\n`), type, this.bytes).subarray(0, 4);
            }
            return this.idBytes;
          }

          async verifies(signature, message) {
            if (signature.length !== 64) return false;
            this.imported ??= crypto.subtle.importKey("raw", this.bytes, "Ed25519", false, ["verify"\###
        ]);
            try {
              return await crypto.subtle.verify("Ed25519", await this.imported, signature, message);
            } catch {
              return false;
            }
          }
        }

        /** What is wrong with a key that the reader gave. */
        class KeyFault extends Error {}

        /** The keys of a text: one a line, 64 hexadecimal digits or a vkey (C2SP signed-note). */
        function keysOf(text, wantedType = ED25519) {
          const keys = [];
          for (const line of text.split(/\r?\n/)) {
            const word = line.trim();
            if (word === "" || word.startsWith("#")) continue;
            const key = keyOf(word, wantedType);
            if (!keys.some((other) => areEqual(other.bytes, key.bytes) && other.name === key.name)) {\###

              keys.push(key);
            }
          }
          return keys;
        }

        function keyOf(word, wantedType) {
          if (wantedType === ED25519 && /^[0-9A-Fa-f]{64}$/.test(word)) {
            return new Key(bytesOfHex(word.toLowerCase(), 32));
          }
          const [, name, id, material] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(word) ?? [];
          const bytes = material && bytesOfBase64(material);
          if (!bytes || bytes.length !== 33) {
            const forms = wantedType === ED25519 ? "64 hexadecimal digits or a vkey" : "a witness's v\###
        key";
            throw new KeyFault(`“${shortened(word)}” is not a public key; give ${forms}, one a line.\###
        `);
          }
          const key = new Key(bytes.subarray(1), name, bytes[0]);
          if (hexOf(key.id(name)) !== id) {
            throw new KeyFault(`The vkey of “${shortened(name)}” was mistyped: its key id does not f\###
        it.`);
          }
          if (key.type !== wantedType) {
            const kind = key.type === COSIGNATURE ? "a witness's" : key.type === ED25519 ? "a log's"\###
         : "another";
            throw new KeyFault(`The vkey of “${shortened(name)}” is ${kind} key; it belongs elsewher\###
        e.`);
          }
          return key;
        }

        /** The text of a key's file: 32 bytes, or text. */
        function keyTextOfFile(bytes) {
          if (bytes.length === 32) return hexOf(bytes);
          const text = bytes.length <= 65536 ? textOf(bytes) : null;
          if (text === null) throw new KeyFault("The file is not a public key: 32 bytes, or text.");
          return text.trim();
        }

        function shortened(text) {
          return text.length > 60 ? `${text.slice(0, 60)}…` : text;
        }

        /** Why this browser cannot check, or null: tried on a signature of RFC 8032, section 7.1. *\###
        /
        async function selfTest() {
          if (!globalThis.crypto?.subtle) {
            return "This browser offers no cryptography here. Open the page from a file or over HTTP\###
        S.";
          }
          const sizes = [0, 55, 56, 64, 119, 1000];
          for (const size of sizes) {
            const bytes = Uint8Array.from({ length: size }, (_, at) => (at * 7) & 255);
            const theirs = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
            if (!areEqual(theirs, sha256(bytes))) return "This browser computes SHA-256 wrongly.";
          }
          const key = new Key(bytesOfHex(RFC_8032.key, 32));
          const signature = bytesOfHex(RFC_8032.signature, 64);
          const isRight = await key.verifies(signature, bytesOfHex(RFC_8032.message, 1));
          const isWrong = await key.verifies(signature, bytesOfHex("73", 1));
          if (isRight && !isWrong) return null;
          return "This browser cannot check Ed25519 signatures. Chrome and Edge can from version 137\###
         on, "
            + "Firefox from 129, Safari from 17.";
        }

        const RFC_8032 = {
          key: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
          message: "72",
          signature: "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        };

        // Signed notes and checkpoints (C2SP), and the seals that are ones.

        const SEAL_MARK = '{"seal":';
        const SIGNATURES_MAX = 32;
        const NOTE_BYTES_MAX = 128 * 1024;

        /** `{text, signatures}` of a signed note, or null. The text ends in its line feed. */
        function noteOf(whole) {
          if (utf8.encode(whole).length > NOTE_BYTES_MAX || !whole.endsWith("\n")) return null;
          if (/[\u0000-\u0009\u000b-\u001f]/.test(whole)) return null;
          const split = whole.lastIndexOf("\n\n");
          if (split < 0) return null;
          const lines = whole.slice(split + 2, -1).split("\n");
          if (lines.length > SIGNATURES_MAX) return null;
          const signatures = lines.map(signatureOf);
          if (signatures.includes(null)) return null;
          return { text: whole.slice(0, split + 1), signatures };
        }

        function signatureOf(line) {
          const parts = line.split(" ");
          if (parts.length !== 3 || parts[0] !== "—" || !isName(parts[1])) return null;
          const bytes = bytesOfBase64(parts[2]);
          if (!bytes || bytes.length < 5) return null;
          return { name: parts[1], id: bytes.subarray(0, 4), bytes: bytes.subarray(4) };
        }

        function isName(text) {
          return text !== "" && !/[\p{White_Space}+]/u.test(text);
        }

        /** A number as seals write them: decimal, no leading zeros, below 2^63. */
        function decimalOf(text) {
          if (!/^(0|[1-9][0-9]{0,18})$/.test(text)) return null;
          const number = BigInt(text);
          return number < 1n << 63n ? number : null;
        }

        /** The seal that a line of ours has, or null. */
        function sealText(bytes) {
          const text = textOf(bytes);
          if (text === null) return null;
          try {
            const seal = parsed(bytes).get("seal");
            return typeof seal === "string" && `${SEAL_MARK}${quoted(seal)}}` === text ? seal : null\###
        ;
          } catch {
            return null;
          }
        }

        /** `{origin, size, root, timeMs, head, note}` of a seal, or null. */
        function sealOf(whole) {
          const note = noteOf(whole);
          const lines = note?.text.slice(0, -1).split("\n");
          if (lines?.length !== 5) return null;
          const [origin, size, root, time, head] = lines;
          const seal = {
            note,
            origin,
            size: decimalOf(size),
            root: bytesOfBase64(root),
            timeMs: time.startsWith("time ") ? decimalOf(time.slice(5)) : null,
            head: head.startsWith("head ") ? bytesOfHex(head.slice(5), 32) : null,
          };
          if (!isOrigin(origin) || seal.size === null || seal.timeMs === null || !seal.head) return n\###
        ull;
        """###,
        ###"""
          return seal.root?.length === 32 ? seal : null;
        }

        function isOrigin(text) {
          return /^[!-*,-~]{1,200}$/.test(text);
        }

        /**
         * Which of the keys signed a note under a name: `{key}`, or `{fault}`, "invalid" where a li\###
        ne claims to
         * be by one of them and is not, "unknown" where none is by any.
         */
        async function signerOf(note, name, keys) {
          const message = utf8.encode(note.text);
          let signer = null;
          for (const key of keys) {
            const id = key.id(name);
            for (const line of note.signatures) {
              if (line.name !== name || !areEqual(id, line.id)) continue;
              if (!(await key.verifies(line.bytes, message))) return { fault: "invalid" };
              signer ??= key;
            }
          }
          return signer ? { key: signer } : { fault: "unknown" };
        }

        // One stored line: its members, its hash, and whether it is spelt as it was stored.

        const INT64_MAX = (1n << 63n) - 1n;
        const CAP_OPTIONS = ["downgradeTo", "reason"];
        const ENTRY_MEMBERS = [
          "decision", "entryHash", "previousHash", "sequence", "signature", "signerFingerprint",
        ];
        const skimmer = new Skimmer();
        const CLOSE = utf8.encode("}");

        /** Why a line is no entry at all; `isWhole` where it is a whole JSON object all the same, a\###
        nd `isOfJournal`
         * where that has a member that entries have. */
        class LineFault extends Error {
          constructor(reason, isWhole, isOfJournal = false) {
            super(reason);
            this.isWhole = isWhole;
            this.isOfJournal = isOfJournal;
          }
        }

        /**
         * `{sequence, previousHash, entryHash, signature, fingerprint, hash, isCanonical, decision,\###
         extra}`:
         * strings or null; `hash` what the line really hashes to, `decision` its canonical text in b\###
        ytes, `extra` a
         * member that entries do not have; `isLiteral` where the bytes hash to `entryHash` as they a\###
        re, but the
         * canonical text may not. Throws a TextFault or a LineFault.
         */
        function entryOf(line) {
          return quickEntry(line) ?? slowEntry(parsed(line), line);
        }

        /** A line that is surely canonical, which is nearly every one; else null. */
        function quickEntry(line) {
          if (!startsWith(line, '{"decision":{')) return null;
          const decisionEnd = skimmer.end(line, 12, 1);
          if (decisionEnd < 0 || skimmer.sawNull) return null;
          const digits = new Digits(line, decisionEnd);
          const entryHash = digits.after(',"entryHash":"', 64);
          const hashedFrom = digits.at + 1;
          const previousHash = digits.after('","previousHash":"', 64);
          if (!entryHash || !previousHash || !startsWith(line, '","sequence":', digits.at)) return n\###
        ull;
          const sequence = digits.number(digits.at + 13);
          if (sequence === null) return null;
          const hashedTo = digits.at;
          const signature = digits.after(',"signature":"', 128);
          const fingerprint = signature && digits.after('","signerFingerprint":"', 16);
          const rest = signature ? '"}' : "}";
          if (signature && !fingerprint) return null;
          if (digits.at + rest.length !== line.length || !startsWith(line, rest, digits.at)) return n\###
        ull;
          const hash = hasher.begin().update(line, 0, decisionEnd).update(line, hashedFrom, hashedTo\###
        )
            .update(CLOSE).digest();
          const isCanonical = true;
          const extra = null;
          const decision = line.subarray(12, decisionEnd);
          return {
            sequence, previousHash, entryHash, signature, fingerprint, hash, isCanonical, extra, dec\###
        ision,
          };
        }

        /** Takes fixed texts and lower-case digits from a line, one behind the other. */
        class Digits {
          constructor(line, at) {
            this.line = line;
            this.at = at;
          }

          after(text, count) {
            const start = this.at + text.length;
            if (!startsWith(this.line, text, this.at) || start + count > this.line.length) return nu\###
        ll;
            for (let at = start; at < start + count; at += 1) {
              const byte = this.line[at];
              if (byte < 0x30 || byte > 0x66 || (byte > 0x39 && byte < 0x61)) return null;
            }
            this.at = start + count;
            return String.fromCharCode.apply(null, this.line.subarray(start, start + count));
          }

          /** A number that a double has exactly, without a sign; else null. */
          number(start) {
            let at = start;
            let value = 0;
            while (this.line[at] >= 0x30 && this.line[at] <= 0x39) {
              value = 10 * value + this.line[at] - 0x30;
              at += 1;
            }
            const length = at - start;
            if (!length || length > 15 || (length > 1 && this.line[start] === 0x30)) return null;
            this.at = at;
            return value;
          }
        }

        function slowEntry(tree, line) {
          if (!(tree instanceof Map)) throw new LineFault("an entry must be an object", false);
          const sequence = sequenceOf(tree.get("sequence"));
          if (sequence === null) {
            const isOfJournal = ENTRY_MEMBERS.some((name) => tree.has(name));
            throw new LineFault("the entry's sequence is not an integer", true, isOfJournal);
          }
          const decision = withoutUnsetOptions(tree.get("decision"));
          const hashed = new Map();
          const stored = new Map();
          const set = (name, value, ...maps) => {
            if (value !== undefined) for (const map of maps) map.set(name, value);
          };
          set("decision", decision, hashed, stored);
          set("previousHash", tree.get("previousHash"), hashed, stored);
          set("sequence", tree.get("sequence"), hashed, stored);
          set("entryHash", tree.get("entryHash"), stored);
          const signature = stringOf(tree.get("signature"));
          if (signature !== null) {
            set("signature", signature, stored);
            set("signerFingerprint", tree.get("signerFingerprint"), stored);
          }
          const text = decision instanceof Map && hashed.size === 3 ? canonical(hashed) : null;
          const storedText = canonical(stored);
          const entryHash = stringOf(tree.get("entryHash"));
          return {
            sequence,
            previousHash: stringOf(tree.get("previousHash")),
            entryHash,
            signature,
            fingerprint: stringOf(tree.get("signerFingerprint")),
            hash: text === null ? null : sha256(utf8.encode(text)),
            isLiteral: () => entryHash !== null && literalHash(textOf(line)) === entryHash,
            isCanonical: storedText !== null && areEqual(utf8.encode(storedText), line),
            decision: hashed.size === 3 && text !== null ? utf8.encode(canonical(decision)) : null,
            extra: [...tree.keys()].find((name) => !ENTRY_MEMBERS.includes(name)) ?? null,
          };
        }

        // A stored line in its parts; what is hashed is all but the second.
        const STORED = new RegExp(
          '^(\\{"decision":.*),"entryHash":"[0-9a-f]{64}"'
            + '(,"previousHash":"[0-9a-f]{64}","sequence":-?[0-9]+)'
            + '(?:,"signature":"[^"]*","signerFingerprint":"[^"]*")?\\}$',
          "su",
        );

        /** What the bytes of a stored line hash to as they are, though their spelling is not canoni\###
        cal. */
        function literalHash(text) {
          const parts = STORED.exec(text);
          return parts && hexOf(sha256(utf8.encode(`${parts[1]}${parts[2]}}`)));
        }

        function stringOf(value) {
          return typeof value === "string" ? value : null;
        }

        /** An integer of 64 bits, else null. */
        function sequenceOf(value) {
          const number = value instanceof Integer ? BigInt(value.text) : null;
          if (number === null || number > INT64_MAX || number < -INT64_MAX - 1n) return null;
          return Number.isSafeInteger(Number(number)) ? Number(number) : number;
        }

        /** A decision as it is hashed: what is unset in its cap is left out. */
        function withoutUnsetOptions(decision) {
          const cap = decision instanceof Map ? decision.get("triggeredCap") : null;
          if (!(cap instanceof Map) || !CAP_OPTIONS.some((name) => cap.get(name) === null)) return d\###
        ecision;
          const kept = [...cap].filter(([name, value]) => value !== null || !CAP_OPTIONS.includes(na\###
        me));
          return new Map(decision).set("triggeredCap", new Map(kept));
        }
        """###,
        ###"""

        // What is wrong, and with which entry; and the order in which faults count.

        /** A fault that ends the check: its code, the entry's number, and the reason in words. */
        class Fault {
          constructor(code, sequence, reason) {
            this.code = code;
            this.sequence = sequence;
            this.reason = reason;
          }
        }

        /** The file is not one that can be checked at all, which is another thing than a fault in i\###
        t. */
        class Unreadable extends Error {}

        const PENDING_MAX = 256;
        // What an answer is where an entry handed keys or the name on, and did so rightly.
        const FOLLOWED = Symbol("followed");

        /**
         * Signatures that are being checked while the next lines are read. The earliest fault is th\###
        e one that
         * counts, so answers are taken in the order of their lines.
         */
        class Pending {
          constructor() {
            this.answers = [];
            this.taken = 0;
            this.found = null;
            // Whether an entry before the fault handed keys or the name on.
            this.hasFollowed = false;
          }

          /** A promise of a Fault, of null, or of FOLLOWED. */
          add(answer) {
            this.answers.push(answer);
          }

          get isFull() {
            return this.answers.length - this.taken >= PENDING_MAX;
          }

          /** The first fault among the older half, or null. */
          relieve() {
            return this.firstFault(PENDING_MAX / 2);
          }

          /** The first fault among all but the newest `left`, or null. */
          async firstFault(left = 0) {
            while (!this.found && this.answers.length - this.taken > left) {
              const answer = await this.answers[this.taken];
              this.taken += 1;
              if (answer === FOLLOWED) this.hasFollowed = true;
              else this.found = answer;
            }
            this.answers.splice(0, this.taken);
            this.taken = 0;
            return this.found;
          }
        }

        // A file in lines, of which no more than a few megabytes are in memory at a time.

        const LINE_BYTES_MAX = 4 * 1024 * 1024;
        const SLICE_BYTES = 2 * 1024 * 1024;
        const LINE_FEED = 0x0a;
        const TOO_LONG = `a line is longer than ${LINE_BYTES_MAX} bytes`;

        /**
         * Yields arrays of the lines of each slice, without their line feeds: `{lines, end, isWhole\###
        , isLong}`.
         * The last has what follows the last line feed in `rest`; `isLong` says that a line is too l\###
        ong to read.
         */
        async function* slicesOf(file) {
          let rest = new Uint8Array(0);
          for (let start = 0; start < file.size; start += SLICE_BYTES) {
            const slice = file.slice(start, start + SLICE_BYTES);
            const read = new Uint8Array(await slice.arrayBuffer());
            if (read.length !== slice.size) throw new Unreadable("The file changed while it was read\###
        .");
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

        // An account of a budget, and a hold of money in some.

        const BUCKETS = 64n;

        class Account {
          constructor(name, rollingMs) {
            this.name = name;
            this.held = 0n;
            this.spent = 0n;
            this.topUps = 0n;
            this.overrun = 0n;
            this.rollingMs = rollingMs;
            if (rollingMs === null) return;
            this.buckets = new Map();
            this.bucketMs = (rollingMs + BUCKETS - 1n) / BUCKETS || 1n;
          }

          spend(amount, atMs) {
            if (this.rollingMs === null) {
              this.spent += amount;
              return;
            }
            this.roll(atMs);
            if (amount < 0n) this.giveBack(-amount);
            else {
              const number = atMs / this.bucketMs;
              this.buckets.set(number, (this.buckets.get(number) ?? 0n) + amount);
            }
            this.sum();
          }

          /** What is given back comes out of the oldest buckets. */
          giveBack(amount) {
            let left = amount;
            for (const number of this.numbers()) {
              const had = this.buckets.get(number);
              const taken = left < had ? left : had;
              this.buckets.set(number, had - taken);
              left -= taken;
            }
          }

          /** Lets go of what no longer lies in the window. */
          roll(atMs) {
            if (this.rollingMs === null) return;
            for (const number of this.numbers()) {
              if ((number + 1n) * this.bucketMs + this.rollingMs > atMs) break;
              this.buckets.delete(number);
            }
            this.sum();
          }

          numbers() {
            return [...this.buckets.keys()].sort((one, two) => (one < two ? -1 : 1));
          }

          sum() {
            this.spent = [...this.buckets.values()].reduce((sum, amount) => sum + amount, 0n);
          }
        }

        /** A hold that is open, or the source of one: its accounts, what each line holds, what it c\###
        ost. */
        class Hold {
          constructor(id, number, accounts) {
            this.id = id;
            this.number = number;
            this.accounts = accounts;
            this.held = accounts.map(() => 0n);
            this.charged = null;
            // The hold from which lines are drawn, and the line of it for each that is.
            this.source = null;
            this.drawn = null;
            // By how much each line's limit is still raised for it by an approval.
            this.raised = null;
            // Of an approval's own hold: by how much each line's limit was raised, and the approval\###
        's id.
            this.topUps = null;
            this.approvalId = null;
          }
        }

        /**
         * What the holds that are over cost, by the number of the entry that admitted them: correct\###
        ions may come at
         * any time, and there may be millions.
         */
        class ClosedHolds {
          constructor() {
            // By entry: where its lines begin, and how many they are.
            this.starts = new Uint32Array(1024);
            this.counts = new Uint8Array(1024);
            // By line: the account's place in `accounts`, and what it cost.
            this.places = new Uint32Array(1024);
        """###,
        ###"""
            this.costs = new BigInt64Array(1024);
            this.lines = 0;
            this.accounts = [];
            // By entry, of the few whose limits were raised.
            this.raised = new Map();
          }

          add({ number, accounts, charged, raised }) {
            if (accounts.length > 255 || charged.some((amount) => BigInt.asIntN(64, amount) !== amou\###
        nt)) {
              throw new Unposted("an amount that is none");
            }
            this.starts = grown(this.starts, number + 1);
            this.counts = grown(this.counts, number + 1);
            this.places = grown(this.places, this.lines + accounts.length);
            this.costs = grown(this.costs, this.lines + accounts.length);
            this.starts[number] = this.lines;
            this.counts[number] = accounts.length;
            if (raised) this.raised.set(number, raised);
            for (const [line, account] of accounts.entries()) {
              account.place ??= this.accounts.push(account) - 1;
              this.places[this.lines] = account.place;
              this.costs[this.lines] = charged[line];
              this.lines += 1;
            }
          }

          /** How many lines the hold of an entry has; 0 where none is over. */
          count(number) {
            return this.counts[number] ?? 0;
          }

          account(number, line) {
            return this.accounts[this.places[this.starts[number] + line]];
          }

          cost(number, line) {
            return this.costs[this.starts[number] + line];
          }

          setCost(number, line, amount) {
            this.costs[this.starts[number] + line] = amount;
          }
        }

        /** An array with room for `length` items, twice as large where it must grow. */
        function grown(array, length) {
          if (length <= array.length) return array;
          const larger = new array.constructor(Math.max(length, 2 * array.length));
          larger.set(array);
          return larger;
        }

        // The accounts of a journal, added up from its entries as docs/formats/entries.md says.

        // Entries that move no money.
        const STILL = new Set([
          "dispatch", "refusal", "refusals", "warning", "weakerSettle", "setPolicy", "reset", "pause\###
        ",
          "resume", "freeze", "unfreeze", "approvalAsk", "keyRotation", "keyDelegation",
          "logOrigin", "imported", "registry",
        ]);
        // How many approvals that are over still take back what they raised a limit by.
        const ENDED_MAX = 10000;

        /** Why an entry cannot be added up. */
        class Unposted extends Error {}

        /** The entry is about a hold that is not there, so it posts nothing; the next balance tells\###
        . */
        class Idle extends Error {}

        /** A sum that an entry states and the entries before it do not give. */
        class Mismatch extends Error {}

        /** Takes in the decisions of a journal in their order. */
        class Balances {
          constructor() {
            this.accounts = new Map();
            this.budgets = new Map();
            // Open holds by their ids, and those that are over.
            this.open = new Map();
            this.closed = new ClosedHolds();
            this.grants = new Map();
            this.openings = new Map();
            // The holds that used the approvals that are over, the latest last; null for the unused\###
        .
            this.ended = [];
            this.compared = 0;
          }

          /** Throws Unposted or Mismatch. `decision` is what `plainOf` makes of one. */
          take(number, decision) {
            const { kind } = decision;
            if (STILL.has(kind)) return;
            const post = POSTINGS[kind];
            if (!post) throw new Unposted(`an entry of the unknown kind “${kind}”`);
            const atMs = momentOf(decision.timestamp);
            try {
              post.call(this, decision, atMs, number);
            } catch (error) {
              if (error instanceof Idle) return;
              if (error instanceof Unposted || error instanceof Mismatch) throw error;
              if (error instanceof TypeError || error instanceof RangeError || error instanceof Synt\###
        axError) {
                throw new Unposted(`an entry of kind ${kind} without its members`);
              }
              throw error;
            }
          }

          account(named) {
            const { budget, scope, windowStartMs, generation } = named;
            const name = JSON.stringify([budget, scope, String(windowStartMs), String(generation)]);
            const known = this.accounts.get(name);
            if (known) return known;
            const window = this.budget(budget).window;
            const rollingMs = window.startsWith("rolling:") ? BigInt(window.slice(8)) : null;
            const account = new Account(name, rollingMs);
            account.budget = budget;
            account.scope = scope;
            this.accounts.set(name, account);
            const opened = JSON.stringify([budget, scope, String(generation)]);
            const opening = this.openings.get(opened);
            if (opening?.spent && BigInt(windowStartMs) <= opening.atMs) {
              // What an edited budget starts with counts in the window of the edit alone.
              this.openings.delete(opened);
              account.spend(opening.spent, opening.atMs);
            }
            return account;
          }

          budget(id) {
            const budget = this.budgets.get(id);
            if (!budget) throw new Unposted(`the budget “${id}” was never set`);
            return budget;
          }

          openHold({ holdId }) {
            const hold = this.open.get(holdId);
            if (!hold) throw new Idle();
            return hold;
          }

          admit(decision, id, number) {
            if (typeof id !== "string") throw new TypeError();
            const hold = new Hold(id, number, decision.lines.map((line) => this.account(line)));
            if (decision.source !== undefined) {
              hold.source = this.open.get(decision.source);
              if (!hold.source) throw new Unposted("a hold that draws from none that is open");
              hold.drawn = new Map();
              hold.accounts.forEach((account, line) => {
                const place = hold.source.accounts.indexOf(account);
                if (place >= 0) hold.drawn.set(line, place);
              });
            }
            this.open.set(id, hold);
            this.setHeld(hold, decision.lines.map(({ held }) => amountOf(held)));
            return hold;
          }

          setHeld(hold, amounts) {
            checkLength(amounts, hold);
            amounts.forEach((amount, line) => {
              this.draw(hold, line, amount - hold.held[line]);
              const account = hold.accounts[line];
              account.held += amount - hold.held[line];
              hold.held[line] = amount;
              if (amount < 0n || account.held < 0n) throw new Unposted("less than nothing would be h\###
        eld");
            });
          }

          /** Takes what a drawn line grows by out of its source while that is open, or gives back. *\###
        /
          draw(hold, line, amount) {
            const { source } = hold;
            const place = hold.drawn?.get(line);
            if (!source || source.charged || place === undefined) return;
            if (source.accounts[place] !== hold.accounts[line]) return;
            const rest = source.held[place] - amount;
            const left = rest > 0n ? rest : 0n;
            source.accounts[place].held += left - source.held[place];
            source.held[place] = left;
          }

          /** Ends a hold: what its lines cost, or null where they cost nothing. */
          end(hold, amounts, atMs) {
            const charged = amounts ?? hold.held.map(() => 0n);
            checkLength(charged, hold);
            charged.forEach((amount, line) => this.endLine(hold, line, amount, atMs));
            hold.charged = charged;
            hold.source = null;
            hold.drawn = null;
            if (this.open.get(hold.id) === hold) this.open.delete(hold.id);
            // An approval's own hold is nobody's to correct.
            if (!hold.topUps) this.closed.add(hold);
          }

          endLine(hold, line, amount, atMs) {
        """###,
        ###"""
            const account = hold.accounts[line];
            const total = hold.held[line];
            account.roll(atMs);
            const excess = this.excess(account);
            // What was spent does not go back to the source.
            this.draw(hold, line, amount - total);
            account.held -= total;
            hold.held[line] = 0n;
            if (account.held < 0n) throw new Unposted("less than nothing would be held");
            if (amount) this.spend(account, amount, atMs, excess);
            this.lower(hold, line, total - amount);
          }

          /** Books an amount; by what it takes an enforced limit further past `excess` grows the ov\###
        errun. */
          spend(account, amount, atMs, excess = null) {
            account.roll(atMs);
            const before = excess ?? this.excess(account);
            account.spend(amount, atMs);
            if (this.budget(account.budget).isEnforced) account.overrun += over(this.excess(account)\###
         - before);
          }

          /** By how much an account is past its limit. */
          excess(account) {
            return over(account.spent + account.held - this.limit(account) - account.topUps);
          }

          /** An account's own limit, else its budget's. */
          limit({ budget, scope }) {
            const { limit, limits, window } = this.budget(budget);
            if (!limits.size) return limit;
            // The account of one call is named after its scope and the call.
            const whole = window === "call" ? scope.replace(/(^|,)call=[^,=]{36}$/, "") : scope;
            return limits.get(scope) ?? limits.get(whole) ?? limit;
          }

          /** An approval is over; a raise that is too long ago is no longer taken back. */
          endApproval(user) {
            this.ended.push(user);
            if (this.ended.length <= ENDED_MAX) return;
            const oldest = this.ended.shift();
            if (oldest) this.closed.raised.delete(oldest.number);
          }

          /** Takes back what an approval raised a limit by, as far as a line holds or costs less. *\###
        /
          lower(hold, line, amount) {
            if (!hold.raised) return;
            const unused = least(hold.raised[line], over(amount));
            hold.accounts[line].topUps -= unused;
            hold.raised[line] -= unused;
          }

          /** The first call that is drawn from an approval's money takes that money's place. */
          takePlace(hold, earmark, atMs) {
            hold.source = earmark.source;
            const raised = new Map();
            earmark.topUps.forEach((topUp, line) => raised.set(earmark.accounts[line].budget, topUp)\###
        );
            hold.raised = hold.accounts.map(({ budget }) => raised.get(budget) ?? 0n);
            const drawn = earmark.drawn ?? new Map();
            this.end(earmark, null, atMs);
            this.grants.delete(earmark.approvalId);
            this.endApproval(hold);
            const kept = [...hold.drawn].filter(([, place]) => drawn.has(place));
            hold.drawn = new Map(kept.map(([line, place]) => [line, drawn.get(place)]));
          }

          compare(stated, account, atMs) {
            let highest = account.spent;
            let lowest = account.spent;
            if (account.rollingMs !== null) {
              // Stated as of the account's last change or later.
              account.roll(atMs);
              lowest = account.spent;
            }
            const spent = amountOf(stated.spent);
            const isSame = ["held", "topUps", "overrun"].every((name) => amountOf(stated[name]) === a\###
        ccount[name]);
            if (lowest > highest) [lowest, highest] = [highest, lowest];
            if (isSame && lowest <= spent && spent <= highest) {
              this.compared += 1;
              return;
            }
            throw new Mismatch(`the account ${stated.budget}(${stated.scope}) is stated with spent $\###
        {spent}, held `
              + `${stated.held}, top-ups ${stated.topUps}, overrun ${stated.overrun}, and the entrie\###
        s make it spent `
              + `${account.spent}, held ${account.held}, top-ups ${account.topUps}, overrun ${accoun\###
        t.overrun}`);
          }
        }

        // What each kind of entry posts, and the exact figures in it.

        const POSTINGS = {
          __proto__: null,

          setBudget({ budget, opening, generation }, atMs) {
            if (typeof budget.id !== "string" || typeof budget.window !== "string") throw new TypeEr\###
        ror();
            const { id, unit, window, enforced } = budget;
            const before = this.budgets.get(id);
            // What an account was given in one unit says nothing in another.
            const limits = before?.unit === unit ? before.limits : new Map();
            this.budgets.set(id, { unit, window, limit: amountOf(budget.limit), limits, isEnforced: e\###
        nforced });
            for (const [scope, spent] of Object.entries(opening)) {
              const name = JSON.stringify([budget.id, scope, String(generation)]);
              this.openings.set(name, { spent: amountOf(spent), atMs });
            }
          },

          removeBudget({ budget }) {
            this.budgets.get(budget)?.limits.clear();
          },

          setLimit({ budget, scope, limit }) {
            if (typeof scope !== "string") throw new TypeError();
            const { limits } = this.budget(budget);
            if (limit === null) limits.delete(scope);
            else limits.set(scope, amountOf(limit));
          },

          move({ moves }) {
            for (const named of moves) {
              const { line, account, held } = named;
              const hold = this.openHold(named);
              const left = hold.accounts[line];
              left.held -= hold.held[line];
              if (left.held < 0n) throw new Unposted("less than nothing would be held");
              hold.accounts[line] = this.account(account);
              // What the limit was raised by for the hold goes with it.
              const raised = hold.raised?.[line] ?? hold.topUps?.[line] ?? 0n;
              left.topUps -= raised;
              hold.accounts[line].topUps += raised;
              hold.held[line] = amountOf(held);
              hold.accounts[line].held += hold.held[line];
            }
          },

          hold(decision, atMs, number) {
            const hold = this.admit(decision, decision.decisionId, number);
            if (hold.source?.topUps) this.takePlace(hold, hold.source, atMs);
          },

          charge(decision, atMs, number) {
            POSTINGS.hold.call(this, decision, atMs, number);
            const hold = this.openHold({ holdId: decision.decisionId });
            this.end(hold, amountsOf(decision.amounts, hold), atMs);
          },

          extend(named) {
            const { held } = named;
            const hold = this.openHold(named);
            if (!held.length) return;
            const totals = held.map(amountOf);
            totals.forEach((total, line) => this.lower(hold, line, hold.held[line] - total));
            this.setHeld(hold, totals);
          },

          settle(named, atMs) {
            const hold = this.openHold(named);
            this.end(hold, amountsOf(named.amounts, hold), atMs);
          },

          release(named, atMs) {
            this.end(this.openHold(named), null, atMs);
          },

          expire(named, atMs) {
            const hold = this.openHold(named);
            if (!named.charged) {
              this.end(hold, null, atMs);
              return;
            }
            // A place among concurrent calls is given back, whatever became of the call.
            const amounts = hold.held.map((held, line) => {
              return this.budget(hold.accounts[line].budget).unit === "concurrent" ? 0n : held;
            });
            this.end(hold, amounts, atMs);
          },

          correction({ hold: number, amounts }, atMs) {
            const { closed } = this;
            if (!Number.isSafeInteger(number) || !closed.count(number)) throw new Idle();
            const totals = amounts.map(amountOf);
            if (totals.length !== closed.count(number)) throw new Unposted("amounts for other lines"\###
        );
            const raised = closed.raised.get(number);
            totals.forEach((amount, line) => {
              const more = amount - closed.cost(number, line);
              if (!more) return;
              const account = closed.account(number, line);
              this.spend(account, more, atMs);
              if (raised) {
                const unused = least(raised[line], over(-more));
                account.topUps -= unused;
                raised[line] -= unused;
        """###,
        ###"""
              }
              closed.setCost(number, line, amount);
            });
          },

          approvalGrant(decision, atMs, number) {
            const topUps = decision.lines.map(({ topUp }) => amountOf(topUp ?? 0));
            decision.lines.forEach((line, place) => {
              this.account(line).topUps += topUps[place];
            });
            const hold = this.admit(decision, decision.holdId, number);
            hold.topUps = topUps;
            hold.approvalId = decision.approvalId;
            this.grants.set(decision.approvalId, hold);
          },

          approvalVote({ for: isFor }) {
            if (isFor === false) this.endApproval(null);
          },

          approvalExpire({ approvalId }, atMs) {
            this.endApproval(null);
            const hold = this.grants.get(approvalId);
            if (!hold) return;
            this.grants.delete(approvalId);
            hold.accounts.forEach((account, line) => {
              account.topUps -= hold.topUps[line];
            });
            this.end(hold, null, atMs);
          },

          topUp({ account, amount }) {
            this.account(account).topUps += amountOf(amount);
          },

          refund({ account, amount }, atMs) {
            this.spend(this.account(account), -amountOf(amount), atMs);
          },

          balance({ accounts }, atMs) {
            for (const stated of accounts) {
              if (!this.budgets.has(stated.budget)) {
                const { budget, scope, spent, held, topUps, overrun } = stated;
                throw new Mismatch(`the account ${budget}(${scope}) is stated with spent ${spent}, h\###
        eld ${held}, `
                  + `top-ups ${topUps}, overrun ${overrun}, and the entries make it nothing`);
              }
              // Each call has an account of its own under the same name.
              if (this.budget(stated.budget).window === "call") continue;
              this.compare(stated, this.account(stated), atMs);
            }
          },
        };
        POSTINGS.lateSettle = POSTINGS.correction;
        POSTINGS.betterSettle = POSTINGS.correction;
        POSTINGS.approvalWithdraw = POSTINGS.approvalExpire;

        /** A decision's canonical text as plain values, whose numbers are exact: large ones are Big\###
        Ints. */
        function plainOf(text) {
          // JSON.parse reads numbers as doubles, which have 15 digits exactly.
          return /[0-9]{16}/.test(text) ? plain(parsed(utf8.encode(text))) : JSON.parse(text);
        }

        function plain(value) {
          if (value instanceof Integer) return BigInt(value.text);
          if (Array.isArray(value)) return value.map(plain);
          if (!(value instanceof Map)) return value;
          return Object.fromEntries([...value].map(([name, member]) => [name, plain(member)]));
        }

        function amountOf(value) {
          if (typeof value === "bigint") return value;
          if (!Number.isSafeInteger(value)) throw new TypeError("an amount that is none");
          return BigInt(value);
        }

        /** What each line cost; nothing stated means what each holds. */
        function amountsOf(amounts, hold) {
          return amounts.length ? amounts.map(amountOf) : hold.held.slice();
        }

        function checkLength(amounts, hold) {
          if (amounts.length === hold.accounts.length) return;
          throw new Unposted(`${amounts.length} amounts for ${hold.accounts.length} lines`);
        }

        function least(one, two) {
          return one < two ? one : two;
        }

        function over(amount) {
          return amount > 0n ? amount : 0n;
        }

        function momentOf(timestamp) {
          const isSpelt = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(timestamp);
          const ms = isSpelt ? Date.parse(timestamp) : NaN;
          if (Number.isNaN(ms)) throw new Unposted("an entry without a time");
          return BigInt(ms);
        }

        // Which keys may seal a journal, and its name, as its own entries hand them on.

        const HEX_128 = /^[0-9a-f]{128}$/;

        /** Begins with the keys that the reader trusts, and follows the entries. */
        class Lineage {
          constructor(keys, origin) {
            this.roots = keys.slice();
            this.origin = origin;
            // `{root, key, fromMs, toMs}`.
            this.delegates = [];
            this.retired = [];
            this.ended = [];
            // A rotation, `{from, to}`, holds from the next seal on.
            this.pending = null;
            this.sealedSize = 0;
            this.sealedHead = ZEROS;
            // What was followed, `{number, decision, delegate}`. Copies share arrays: they are repl\###
        aced, not changed.
            this.events = [];
          }

          /** As it is now, whatever is followed later. */
          copy() {
            return Object.assign(new Lineage([], null), this);
          }

          /** The keys that may seal at a time. */
          keysAt(ms) {
            const spans = this.delegates.filter(({ fromMs, toMs }) => fromMs <= ms && ms <= toMs);
            return [...this.roots, ...spans.map(({ key }) => key)];
          }

          /** The keys that may sign entries. */
          get entryKeys() {
            return [...this.roots, ...this.delegates.map(({ key }) => key)];
          }

          /** The keys that could seal once and no longer. */
          get formerKeys() {
            const expired = [...this.delegates.map(({ key }) => key), ...this.ended];
            return { expired, retired: this.retired.slice() };
          }

          knows(fingerprint) {
            const coming = this.pending ? [this.pending.to] : [];
            const all = [...this.entryKeys, ...this.retired, ...this.ended, ...coming];
            return all.some((key) => key.fingerprint === fingerprint);
          }

          /** A good seal: what it covers is settled, and a rotation before it holds. */
          sealed(size, head, ms, origin) {
            this.origin = origin;
            this.sealedSize = size;
            this.sealedHead = head;
            this.end(({ toMs }) => toMs < ms);
            this.putInForce();
          }

          /** Lets a rotation hold that was taken. */
          putInForce() {
            if (!this.pending) return;
            const { from, to } = this.pending;
            this.pending = null;
            this.roots = [...this.roots.filter((key) => !isSame(key, from) && !isSame(key, to)), to]\###
        ;
            this.retired = [...this.retired, from];
            this.end(({ root }) => isSame(root, from));
          }

          end(isOver) {
            if (!this.delegates.some(isOver)) return;
            this.ended = [...this.ended, ...this.delegates.filter(isOver).map(({ key }) => key)];
            this.delegates = this.delegates.filter((delegate) => !isOver(delegate));
          }

          /** Whether an entry is about keys or the log's name. */
          follows({ kind }) {
            return typeof kind === "string" && Object.hasOwn(STEPS, kind);
          }

          /**
           * Follows such an entry: `{code, reason}` where it is wrong, else `{answer}`, which comes\###
         to that or to
           * null once its signatures are checked.
           */
          take(decision, number) {
            const step = STEPS[decision.kind].call(this, decision);
            if (step.code) return step;
            this.events = [...this.events, { number, decision, delegate: step.delegate ?? null }];
            return step;
          }

          /** What was followed, as a segment's first line has it; without delegations that no longe\###
        r hold. */
          get text() {
            const last = this.pending && this.events.findLast(({ decision }) => decision.kind === "k\###
        eyRotation");
        """###,
        ###"""
            return this.events
              .filter(({ delegate }) => !delegate || this.delegates.includes(delegate))
              .map((event) => `${event === last ? PENDING : ""}${event.number} ${spelling(event.deci\###
        sion)}\n`)
              .join("");
          }

          isRoot(key) {
            return this.roots.some((root) => isSame(root, key));
          }

          isElsewhere(origin) {
            return this.origin !== null && this.origin !== origin;
          }
        }

        const MALFORMED = { code: "key_entry_malformed", reason: "an entry about keys without its me\###
        mbers" };

        function untrusted(reason) {
          return { code: "key_untrusted", reason };
        }

        function rotate({ from, to, origin, size, head, signatures }) {
          const isWhole = isHash(from) && isHash(to) && isHash(head) && isCount(size);
          if (!isWhole || !arePairs(signatures) || typeof origin !== "string") return MALFORMED;
          const old = new Key(bytesOfHex(from, 32));
          const next = new Key(bytesOfHex(to, 32));
          if (!this.isRoot(old) || this.pending) return untrusted("a key is handed over by one that m\###
        ay not");
          if (isSame(old, next) || this.retired.some((key) => isSame(key, next))) {
            return untrusted("a key is handed over to one that was in use before");
          }
          if (!isOrigin(origin) || this.isElsewhere(origin)) return otherLog();
          const lines = ["farthing key rotation/1", origin, String(size), head, from, to];
          const isHere = BigInt(size) === BigInt(this.sealedSize) && head === this.sealedHead;
          const displaced = { code: "key_position_mismatch", reason: "a key's entry was signed for a\###
        nother place" };
          const answer = bothSigned(signatures, [old, next], lines).then((fault) => {
            return fault ?? (isHere ? null : displaced);
          });
          this.origin = origin;
          this.pending = { from: old, to: next };
          return { answer };
        }

        function delegate({ root, to, notBeforeMs, notAfterMs, origin, signatures }) {
          const isWhole = isHash(root) && isHash(to) && isCount(notBeforeMs) && isCount(notAfterMs);
          if (!isWhole || notBeforeMs > notAfterMs) return MALFORMED;
          if (!arePairs(signatures) || typeof origin !== "string") return MALFORMED;
          const from = new Key(bytesOfHex(root, 32));
          const key = new Key(bytesOfHex(to, 32));
          if (!this.isRoot(from)) return untrusted("a key is delegated by one that may not");
          if (!isOrigin(origin) || this.isElsewhere(origin)) return otherLog();
          const span = [String(notBeforeMs), String(notAfterMs)];
          const lines = ["farthing key delegation/1", origin, ...span, root, to];
          const answer = bothSigned(signatures, [from, key], lines);
          this.origin = origin;
          this.delegates = this.delegates.filter((one) => !isSame(one.root, from) || !isSame(one.key\###
        , key));
          const added = { root: from, key, fromMs: notBeforeMs, toMs: notAfterMs };
          this.delegates = [...this.delegates, added];
          return { answer, delegate: added };
        }

        function rename({ from, to, size, head }) {
          if (!isCount(size) || !isHash(head)) return MALFORMED;
          if (typeof from !== "string" || typeof to !== "string") return MALFORMED;
          const isHere = BigInt(size) === BigInt(this.sealedSize) && head === this.sealedHead && siz\###
        e > 0;
          if (from !== this.origin || from === to || !isOrigin(to) || !isHere) {
            return { code: "origin_change_invalid", reason: "a new name does not follow from the las\###
        t seal" };
          }
          this.origin = to;
          return { answer: Promise.resolve(null) };
        }

        const STEPS = { keyRotation: rotate, keyDelegation: delegate, logOrigin: rename };
        const MEMBERS_OF = {
          keyRotation: ["from", "head", "kind", "origin", "signatures", "size", "timestamp", "to"],
          keyDelegation: [
            "kind", "notAfterMs", "notBeforeMs", "origin", "root", "signatures", "timestamp", "to",
          ],
          logOrigin: ["from", "head", "kind", "size", "timestamp", "to"],
        };
        const PENDING = "pending ";
        const FOLLOWED_LINE = /^(pending )?(0|[1-9][0-9]*) (\{.*\})$/u;
        // Nobody has signed an entry's time; here it has none.
        const NO_TIME = "1970-01-01T00:00:00.000Z";

        /** A decision that was followed, in its canonical spelling. */
        function spelling(decision) {
          const members = MEMBERS_OF[decision.kind].map((name) => {
            const value = name === "timestamp" ? NO_TIME : decision[name];
            const isText = typeof value === "string";
            const text = Array.isArray(value) ? `[${value.map(quoted).join(",")}]`
              : isText ? quoted(value) : String(value);
            return `"${name}":${text}`;
          });
          return `{${members.join(",")}}`;
        }

        /**
         * Follows the text of a segment's first line from the trusted keys on: `{lineage, firstOrig\###
        in, answer}`, where
         * `answer` comes to whether all of its signatures are right; null where it is not such a te\###
        xt.
         */
        function lineageOf(text, keys, first) {
          const lineage = new Lineage(keys, null);
          const answers = [];
          let firstOrigin = null;
          for (const line of text.split("\n").slice(0, -1)) {
            const [, pending, number, spelt] = FOLLOWED_LINE.exec(line) ?? [];
            const decision = spelt === undefined || Number(number) >= first ? null : decisionIn(spel\###
        t);
            if (!decision || !lineage.follows(decision)) return null;
            const isRotation = decision.kind === "keyRotation";
            if (pending && !isRotation) return null;
            if (firstOrigin === null) {
              // The name is the one that the log began with, which its entries begin with too.
              firstOrigin = decision.kind === "logOrigin" ? decision.from : decision.origin;
              lineage.origin = firstOrigin;
            }
            // Where they are signed for is a seal that is not here.
            if (decision.kind !== "keyDelegation") {
              lineage.sealedSize = decision.size;
              lineage.sealedHead = decision.head;
            }
            const { code, answer } = lineage.take(decision, number);
            if (code) return null;
            answers.push(answer);
            if (isRotation && !pending) lineage.putInForce();
          }
          if (!lineage.events.length || lineage.text !== text) return null;
          const answer = Promise.all(answers).then((faults) => faults.every((fault) => fault === nul\###
        l));
          return { lineage, firstOrigin, answer };
        }

        function decisionIn(text) {
          try {
            return plainOf(text);
          } catch (error) {
            if (error instanceof SyntaxError || error instanceof TextFault) return null;
            throw error;
          }
        }

        function otherLog() {
          return { code: "key_origin_mismatch", reason: "a key's entry is of another log" };
        }

        async function bothSigned(signatures, keys, lines) {
          const message = utf8.encode(lines.map((line) => `${line}\n`).join(""));
          for (const [place, key] of keys.entries()) {
            if (await key.verifies(bytesOfHex(signatures[place], 64), message)) continue;
            return { code: "key_signature_invalid", reason: "a signature of a key's entry is wrong" }\###
        ;
          }
          return null;
        }

        function isSame(one, other) {
          return areEqual(one.bytes, other.bytes);
        }

        function isHash(value) {
          return bytesOfHex(value, 32) !== null;
        }

        function isCount(value) {
          const isInteger = typeof value === "bigint" || Number.isSafeInteger(value);
          return isInteger && value >= 0 && value <= INT64_MAX;
        }

        function arePairs(signatures) {
          return Array.isArray(signatures) && signatures.length === 2
            && signatures.every((text) => typeof text === "string" && HEX_128.test(text));
        }

        // The chain: entries one behind the other, and the seals over them.

        const ZEROS = "0".repeat(64);
        const NOT_LED = "what is said to have led to the key before the first entry does not follow f\###
        rom "
          + "the given keys";
        const LINEAGE_KIND = /"kind":"(keyRotation|keyDelegation|logOrigin)"/;

        /** Takes a file's lines in their order. `isSigned`: the export in which each entry is signe\###
        d. */
        class Chain {
          constructor(keys, { isSigned, origin = null, named = null }) {
            this.keys = keys;
            this.lineage = new Lineage(keys, origin);
            // The same before the last seal, which is judged by it.
            this.lineageOfSeal = this.lineage;
            this.firstOrigin = origin;
            this.isSigned = isSigned;
        """###,
        ###"""
            // The fingerprint in a first line, which a key must have that the given ones lead to.
            this.named = named;
            // The entry with which the file begins that names it.
            this.namedAt = 0;
            // Whether some line was one of a journal's, whole or not.
            this.isJournal = !isSigned;
            // The number of the first entry: that of a segment is not 0.
            this.first = 0;
            this.expected = 0;
            this.previousHash = ZEROS;
            this.tree = new Tree();
            this.isFirst = true;
            this.torn = null;
            this.seals = 0;
            this.sealed = 0;
            this.sealedAtMs = null;
            this.signers = new Set();
            this.pending = new Pending();
            // Null from the first entry on that is none of Farthing's, whose sums nobody can tell.
            this.balances = new Balances();
            this.unposted = null;
            this.expectedHead = null;
            this.foundHead = false;
          }

          /** Goes on from a segment's first line instead of from nothing. */
          begin({ first, seal, frontier, lineage }) {
            this.first = first;
            this.expected = first;
            this.isFirst = false;
            this.tree = new Tree(first, frontier);
            this.previousHash = hexOf(seal.head);
            this.balances = null;
            const led = lineage === null ? null : lineageOf(lineage, this.keys, first);
            const untrusted = this.fault("key_untrusted", NOT_LED, first - 1);
            if (lineage !== null && !led) return untrusted;
            if (led) {
              this.lineage = led.lineage;
              this.firstOrigin = led.firstOrigin;
              this.pending.add(led.answer.then((isRight) => (isRight ? null : untrusted)));
            }
            const fault = this.begun(seal);
            if (led && !fault) this.pending.add(Promise.resolve(FOLLOWED));
            return fault;
          }

          /** Checks the seal of a segment's first line, which covers what came before. */
          begun(seal) {
            const fault = this.checked(seal, this.expected - 1);
            if (!fault) this.seals -= 1;
            return fault;
          }

          /** Whether a segment's first line has what was followed here; it may leave that out. */
          hasFollowed(lineage) {
            return lineage === null || lineage === this.lineageHere.text;
          }

          /** By what a seal over all that is there is judged, be it the last one again. */
          get lineageHere() {
            return this.sealed === this.tree.size ? this.lineageOfSeal : this.lineage;
          }

          /** Checks the seal of a segment's first line behind another file, where it mostly stands a\###
        gain. */
          goOn(seal) {
            if (this.sealed !== this.tree.size) return this.begun(seal);
            const sequence = this.expected - 1;
            const { lineageHere } = this;
            this.pending.add(
              this.signerFault(seal, sequence, lineageHere.keysAt(seal.timeMs), lineageHere.formerKe\###
        ys),
            );
            return null;
          }

          /** Takes the key that a further file names; one to which nothing has led yet stays the on\###
        e to be led to. */
          name(named) {
            if (this.named !== null && !this.lineage.knows(this.named)) return;
            this.named = named;
            this.namedAt = this.expected;
          }

          /** What is wrong where no seal covers the last entries, so that anybody could have writte\###
        n them; or null. */
          unsealed() {
            if (this.isSigned || this.sealed >= this.tree.size) return null;
            const reason = "no seal covers the entries from here on, so nobody vouches for them";
            return this.fault("unsealed_entries", reason, this.sealed);
          }

          /** What is wrong with the key that the first line names, where it is none of the keys, or\###
         of those
           * that the given ones have led to; or null. */
          unproven(keys) {
            const { lineage, named } = this;
            const isKnown = keys ? keys.some((key) => key.fingerprint === named) : lineage.knows(nam\###
        ed);
            if (named === null || isKnown) return null;
            return new Fault("fingerprint_mismatch", this.namedAt, "the file names a key that is non\###
        e of those given");
          }

          /** The fault that the line itself has, or null; its signatures are left to `pending`. */
          line(bytes) {
            if (!this.isSigned && startsWith(bytes, SEAL_MARK)) return this.seal(bytes);
            if (this.isSigned && isBlank(bytes)) return null;
            let entry;
            try {
              entry = entryOf(bytes);
            } catch (error) {
              return this.unread(error);
            }
            this.isJournal = true;
            if (this.torn && entry.sequence === this.expected) return this.fault("malformed_line", t\###
        his.torn);
            this.torn = null;
            return this.entry(entry);
          }

          /** What is wrong with a file that ends in `rest`, without a line feed; or null. */
          end(rest) {
            if (!rest.length) return null;
            return this.isSigned ? this.line(rest) : this.fault("malformed_line", "the last line has\###
         no end");
          }

          fault(code, reason, sequence = this.expected) {
            return new Fault(code, sequence, reason);
          }

          /** A line that is no entry. Half a line is none too, and where an entry is missing says s\###
        o itself. */
          unread(error) {
            if (!(error instanceof TextFault || error instanceof LineFault)) throw error;
            if (error.isDuplicate || error.isOfJournal) this.isJournal = true;
            if (this.torn) return this.fault("malformed_line", this.torn);
            if (error.isDuplicate) return this.fault("duplicate_json_key", error.message);
            if (!this.isSigned || error.isWhole) return this.fault("malformed_line", error.message);
            this.torn = error.message;
            return null;
          }

          entry(entry) {
            const { sequence } = entry;
            if (sequence !== this.expected && !(this.isFirst && this.isSigned)) {
              const reason = `sequence gap: expected ${this.expected}, got ${sequence}`;
              return this.fault("sequence_gap", reason, sequence);
            }
            if (entry.previousHash !== this.previousHash) {
              const got = hashInWords(entry.previousHash);
              const reason = `previousHash mismatch: expected ${this.previousHash}, got ${got}`;
              return this.fault("previous_hash_mismatch", reason, sequence);
            }
            if (!entry.hash || hexOf(entry.hash) !== entry.entryHash) {
              if (!this.isSigned && entry.isLiteral?.()) {
                return this.fault("non_canonical_encoding", "the decision is not canonical JSON", se\###
        quence);
              }
              return this.fault("hash_or_signature_invalid", "the entry is not what was hashed", seq\###
        uence);
            }
            if (this.isSigned && entry.signature === null) {
              return this.fault("hash_or_signature_invalid", "the entry is not signed", sequence);
            }
            const signed = entry.signature === null ? null : this.signatureFault(entry);
            const later = this.laterFault(entry);
            if (signed) this.pending.add(signed.then((fault) => fault ?? later));
            if (later) return later;
            this.isFirst = false;
            this.previousHash = entry.entryHash;
            this.foundHead ||= entry.entryHash === this.expectedHead;
            this.tree.append(entry.hash);
            this.expected = this.tree.size;
            return null;
          }

          /** What comes behind the signature in the order of faults, but for the fingerprint. */
          laterFault({ sequence, isCanonical, extra, decision }) {
            if (!this.isSigned && !isCanonical) {
              const reason = "the line is not spelt as it was stored";
              return this.fault("non_canonical_encoding", reason, sequence);
            }
            if (this.isSigned && this.isFirst && sequence !== 0) {
              return this.fault("first_sequence_not_zero", "the first entry is not number 0", sequen\###
        ce);
            }
            if (this.isSigned && extra !== null) {
              return this.fault("unknown_field", `an entry has no member “${extra}”`, sequence);
            }
            return this.posted(sequence, textOf(decision));
          }

          /** Adds the entry up, and follows it where it is about keys or the log's name. */
          posted(sequence, text) {
            const mayBeOfKeys = !this.isSigned && LINEAGE_KIND.test(text);
            if (!this.balances && !mayBeOfKeys) return null;
            const decision = plainOf(text);
            const fault = this.balances ? this.balanceFault(sequence, decision) : null;
        """###,
        ###"""
            if (fault || !mayBeOfKeys || !this.lineage.follows(decision)) return fault;
            const step = this.lineage.take(decision, sequence);
            const faultOf = (wrong) => (wrong ? this.fault(wrong.code, wrong.reason, sequence) : nul\###
        l);
            if (step.answer) this.pending.add(step.answer.then((wrong) => faultOf(wrong) ?? FOLLOWED\###
        ));
            return step.code ? faultOf(step) : null;
          }

          /** A stated sum that does not follow from the entries is a fault. */
          balanceFault(sequence, decision) {
            try {
              this.balances.take(sequence, decision);
              return null;
            } catch (error) {
              if (error instanceof Mismatch) return this.fault("balance_mismatch", error.message, se\###
        quence);
              if (!(error instanceof Unposted)) throw error;
              this.balances = null;
              this.unposted = { sequence, reason: error.message };
              return null;
            }
          }

          async signatureFault({ sequence, signature, fingerprint, hash }) {
            const digits = signature.replace(/ /g, "").toLowerCase();
            const bytes = bytesOfHex(digits, 64);
            const keys = this.lineage.entryKeys;
            const first = keys.filter((key) => key.fingerprint === fingerprint);
            const others = keys.filter((key) => key.fingerprint !== fingerprint);
            let signer = null;
            for (const key of bytes ? [...first, ...others] : []) {
              if (await key.verifies(bytes, hash)) {
                signer = key;
                break;
              }
            }
            if (!signer) {
              const reason = "the signature is by none of the given keys";
              return this.fault("hash_or_signature_invalid", reason, sequence);
            }
            this.signers.add(signer.fingerprint);
            if (digits !== signature) {
              const reason = "the signature is not in lower-case hexadecimal";
              return this.fault("non_canonical_encoding", reason, sequence);
            }
            if (signer.fingerprint === fingerprint) return null;
            const reason = "signerFingerprint is not the signing key's";
            return this.fault("fingerprint_mismatch", reason, sequence);
          }

          seal(bytes) {
            const sequence = Math.max(this.expected - 1, 0);
            const text = sealText(bytes);
            if (text === null) return this.fault("seal_malformed", "the seal's line is malformed", s\###
        equence);
            const seal = sealOf(text);
            if (!seal) return this.fault("seal_malformed", "the seal is not a checkpoint", sequence)\###
        ;
            return this.checked(seal, sequence);
          }

          /** Checks a seal over what is there; its signature is left to `pending`. */
          checked(seal, sequence) {
            const later = this.sealFault(seal, sequence);
            const current = this.lineage.keysAt(seal.timeMs);
            const former = this.lineage.formerKeys;
            this.pending.add(this.signerFault(seal, sequence, current, former).then((fault) => fault\###
         ?? later));
            if (later) return later;
            this.seals += 1;
            this.sealed = this.tree.size;
            this.sealedAtMs = seal.timeMs;
            this.lineageOfSeal = this.lineage.copy();
            this.lineage.sealed(this.tree.size, this.previousHash, seal.timeMs, seal.origin);
            return null;
          }

          async signerFault({ note, origin }, sequence, current, { expired, retired }) {
            const { key, fault } = await signerOf(note, origin, current);
            if (fault === "invalid") {
              return this.fault("seal_signature_invalid", "the seal's signature is wrong", sequence)\###
        ;
            }
            if (key) {
              this.signers.add(key.fingerprint);
              return null;
            }
            if ((await signerOf(note, origin, expired)).key) {
              const reason = "the seal is by a key whose time is not the seal's";
              return this.fault("seal_key_expired", reason, sequence);
            }
            if ((await signerOf(note, origin, retired)).key) {
              return this.fault("seal_key_retired", "the seal is by a key that was handed over", seq\###
        uence);
            }
            return this.fault("seal_unknown_key", "the seal is by none of the keys that the given on\###
        es have led to", sequence);
          }

          sealFault(seal, sequence) {
            if (this.lineage.isElsewhere(seal.origin)) {
              const reason = `the seal is of another log, ${seal.origin}`;
              return this.fault("seal_origin_mismatch", reason, sequence);
            }
            if (seal.size !== BigInt(this.tree.size)) {
              const reason = `the seal covers ${seal.size} entries where there are ${this.tree.size}\###
        `;
              return this.fault("seal_size_mismatch", reason, sequence);
            }
            if (!areEqual(seal.root, this.tree.root())) {
              return this.fault("seal_root_mismatch", "the seal is over other entries than these", s\###
        equence);
            }
            if (hexOf(seal.head) !== this.previousHash) {
              return this.fault("seal_root_mismatch", "the seal is over other entries than these", s\###
        equence);
            }
            return null;
          }
        }

        function hashInWords(text) {
          if (text === null) return "nothing";
          return /^[0-9A-Fa-f]{64}$/.test(text) ? text : "something that is no hash";
        }

        // The first line of a file of ours: an export, or a segment of a journal.

        const FORMAT_MARK = '{"format":"';
        const EXPORT = "farthing-receipts/1";
        const SEGMENT = "farthing-segment/1";
        const MEMBERS = {
          [EXPORT]: ["format", "origin", "signerFingerprint"],
          [SEGMENT]: ["first", "format", "frontier", "origin", "seal", "signerFingerprint"],
        };

        /** `{origin, named, base}`, where `base` is `{first, seal, frontier, lineage}` of a segment\###
         or null, and
         * `lineage` a text or null; or a Fault at `at`. */
        function headerOf(line, at = 0) {
          const invalid = (reason) => new Fault("header_invalid", at, reason);
          let tree;
          try {
            tree = parsed(line);
          } catch (error) {
            if (error instanceof TextFault) return invalid(error.message);
            throw error;
          }
          const members = tree instanceof Map ? MEMBERS[tree.get("format")] : null;
          if (!members) return invalid(`the file's format is not ${EXPORT}`);
          const spelt = canonical(tree);
          const isSpelt = spelt !== null && areEqual(utf8.encode(spelt), line);
          const origin = tree.get("origin");
          const named = tree.get("signerFingerprint");
          const isLed = members === MEMBERS[SEGMENT] && tree.has("lineage");
          const count = members.length + (isLed ? 1 : 0);
          const hasMembers = members.every((name) => tree.has(name)) && tree.size === count;
          const header = { origin, named, base: null };
          if (members === MEMBERS[SEGMENT]) header.base = baseOf(tree);
          const isWhole = typeof origin === "string" && typeof named === "string" && header.base !==\###
         undefined;
          return isSpelt && hasMembers && isWhole ? header : invalid("the file's first line is malfo\###
        rmed");
        }

        /** Where a segment begins, or undefined. */
        function baseOf(tree) {
          const first = tree.get("first");
          const hashes = tree.get("frontier");
          const lineage = tree.get("lineage") ?? null;
          const seal = typeof tree.get("seal") === "string" ? sealOf(tree.get("seal")) : null;
          if (!(first instanceof Integer) || !Array.isArray(hashes) || !seal) return undefined;
          // Where nothing has changed there is no such member.
          if (tree.has("lineage") && (typeof lineage !== "string" || lineage === "")) return undefin\###
        ed;
          const number = Number(first.text);
          const frontier = hashes.map((hash) => bytesOfHex(hash, 32));
          if (!Number.isSafeInteger(number) || number < 1 || frontier.includes(null)) return undefin\###
        ed;
          const bits = [...number.toString(2)].filter((bit) => bit === "1").length;
          const isSame = frontier.length === bits && seal.size === BigInt(number)
            && areEqual(new Tree(number, frontier).root(), seal.root) && seal.origin === tree.get("o\###
        rigin");
          return isSame ? { first: number, seal, frontier, lineage } : undefined;
        }

        /** Whether a line begins a file of ours; every other is one of signed entries. */
        function isHeader(line) {
          return startsWith(line, FORMAT_MARK) || startsWith(line, '{"first":');
        }

        // The proof of one receipt (C2SP tlog-proof): its line, its place in a log's tree, and who s\###
        igned that.

        const PROOF_MARK = "c2sp.org/tlog-proof@v1";
        const PROOF_BYTES_MAX = 6 * 1024 * 1024;
        const PATH_MAX = 63;

        /** `{extra, index, path, checkpoint}` of a proof's text, or null. `checkpoint` is a signed n\###
        ote. */
        """###,
        ###"""
        function proofOf(text) {
          const lines = text.split("\n");
          if (lines.shift() !== PROOF_MARK) return null;
          let extra = null;
          if (lines[0]?.startsWith("extra ")) {
            extra = bytesOfBase64(lines.shift().slice(6));
            if (!extra) return null;
          }
          const index = lines[0]?.startsWith("index ") ? decimalOf(lines.shift().slice(6)) : null;
          if (index === null) return null;
          const end = lines.indexOf("");
          if (end < 0 || end > PATH_MAX) return null;
          const path = lines.slice(0, end).map(bytesOfBase64);
          if (path.some((hash) => hash?.length !== 32)) return null;
          return { extra, index, path, checkpoint: lines.slice(end + 1).join("\n") };
        }

        /** `{note, origin, size, root}` of any log's checkpoint (C2SP tlog-checkpoint), or null. */
        function checkpointOf(whole) {
          const note = noteOf(whole);
          const lines = note?.text.slice(0, -1).split("\n");
          if (!lines || lines.length < 3 || lines.includes("")) return null;
          const size = decimalOf(lines[1]);
          const root = bytesOfBase64(lines[2]);
          if (size === null || root?.length !== 32) return null;
          return { note, origin: lines[0], size, root };
        }

        /**
         * The witnesses of those given whose cosignature is on a checkpoint (C2SP tlog-cosignature)\###
        , with its time:
         * `{cosigners}`, or `{bad}`, the name of one whose line is not by it. A public key counts o\###
        nce.
         */
        async function cosignersOf(note, witnesses) {
          const cosigners = [];
          for (const line of note.signatures) {
            for (const witness of witnesses) {
              if (line.name !== witness.name || !areEqual(witness.id(line.name), line.id)) continue;
              const seconds = await timeOfCosignature(line.bytes, witness, note.text);
              if (seconds === null) return { bad: line.name };
              if (!cosigners.some(({ key }) => areEqual(key.bytes, witness.bytes))) {
                cosigners.push({ key: witness, seconds });
              }
            }
          }
          return { cosigners };
        }

        /** When the witness signed the text, in seconds since 1970, or null where it did not. */
        async function timeOfCosignature(bytes, witness, text) {
          if (bytes.length !== 72) return null;
          const seconds = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0);
          if (seconds >> 63n) return null;
          const message = utf8.encode(`cosignature/v1\ntime ${seconds}\n${text}`);
          return (await witness.verifies(bytes.subarray(8), message)) ? seconds : null;
        }

        /**
         * Checks a proof; see `verify`. `options` has `witnesses`, `witnessesMin`, `origin` of the l\###
        og that is
         * asked for, `entryHash`, and `receipt`, the stored line that a proof may lack.
         */
        async function verifyProof(file, options) {
          if (file.size > PROOF_BYTES_MAX) throw new Unreadable("The proof is longer than any can be\###
        .");
          const text = textOf(new Uint8Array(await file.arrayBuffer()));
          const proof = text === null ? null : proofOf(text);
          const checkpoint = proof && checkpointOf(proof.checkpoint);
          if (!checkpoint) throw new Unreadable("The proof is not spelt as proofs are.");
          const at = numberOf(proof.index);
          const receipt = receiptOf(proof, options);
          const fault = receipt.fault ?? (await checkpointFault(proof, checkpoint, receipt, options)\###
        );
          if (fault) return failed("proof", new Fault(fault[0], at, fault[1]));
          const signed = await signerOf(checkpoint.note, checkpoint.origin, keysUnder(checkpoint, op\###
        tions));
          const { cosigners } = await cosignersOf(checkpoint.note, options.witnesses ?? []);
          return {
            ok: true,
            kind: "proof",
            fault: null,
            index: at,
            size: numberOf(checkpoint.size),
            origin: checkpoint.origin,
            root: hexOf(checkpoint.root),
            entryHash: hexOf(receipt.hash),
            keys: [signed.key.fingerprint],
            witnesses: cosigners.map(({ key, seconds }) => ({ name: key.name, seconds })),
            line: receipt.line,
          };
        }

        /** A key with a name is that log's alone. */
        function keysUnder(checkpoint, { keys }) {
          return keys.filter(({ name }) => name === null || name === checkpoint.origin);
        }

        /** What is wrong behind the receipt, `[code, reason]`, or null. */
        async function checkpointFault(proof, checkpoint, receipt, options) {
          const root = rootOfProof(receipt.hash, proof.index, checkpoint.size, proof.path);
          if (!root || !areEqual(root, checkpoint.root)) {
            return ["inclusion_invalid", "the hashes do not lead to the checkpoint's root"];
          }
          if (options.origin && options.origin !== checkpoint.origin) {
            return ["seal_origin_mismatch", `the checkpoint is of another log, ${checkpoint.origin}`\###
        ];
          }
          const signed = await signerOf(checkpoint.note, checkpoint.origin, keysUnder(checkpoint, op\###
        tions));
          if (signed.fault === "invalid") {
            return ["seal_signature_invalid", "the checkpoint's signature is wrong"];
          }
          if (!signed.key) return ["seal_unknown_key", "the checkpoint is by none of the given keys"\###
        ];
          const { cosigners, bad } = await cosignersOf(checkpoint.note, options.witnesses ?? []);
          if (!cosigners) return ["cosignature_invalid", `the cosignature of ${bad} is wrong`];
          const wanted = options.witnessesMin ?? options.witnesses?.length ?? 0;
          if (cosigners.length >= wanted) return null;
          return ["witnesses_missing", `${cosigners.length} of the given witnesses cosigned, not ${w\###
        anted}`];
        }

        /** The entry that a proof is about, `{hash, line}`, or `{fault}`, what is wrong with it. */
        function receiptOf(proof, { entryHash = null, receipt = null }) {
          const line = proof.extra ?? receipt;
          if (!line) {
            const reason = "there is no receipt in the proof; give its line or the entry's hash";
            if (!entryHash) return { fault: ["receipt_missing", reason] };
            return { hash: bytesOfHex(entryHash, 32), line: null };
          }
          let entry;
          try {
            entry = entryOf(line);
          } catch (error) {
            if (!(error instanceof TextFault || error instanceof LineFault)) throw error;
            return { fault: ["receipt_invalid", error.message] };
          }
          if (!entry.isCanonical || !entry.hash || hexOf(entry.hash) !== entry.entryHash) {
            return { fault: ["receipt_invalid", "the receipt is not what was hashed"] };
          }
          const isOther = proof.extra && receipt && !areEqual(proof.extra, receipt);
          if (isOther || (entryHash && entryHash !== entry.entryHash)) {
            return { fault: ["receipt_invalid", "the receipt is another than the one given"] };
          }
          if (BigInt(entry.sequence) !== proof.index) {
            return { fault: ["receipt_index_mismatch", `the receipt is entry ${entry.sequence}`] };
          }
          return { hash: entry.hash, line: textOf(line) };
        }

        function numberOf(big) {
          return big <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(big) : big;
        }

        // A whole journal, of one file or of several: what it is, its lines, and the verdict.

        const DATABASE_MARK = "SQLite format 3\u0000";

        /**
         * Checks files, one journal in their order. `options`: `keys`, `minEntries`, `expectHead`, a\###
        nd those of
         * `verifyProof`; `progress({read, size, entries})` is called now and then. Answers `{ok, ki\###
        nd, fault, …}`;
         * throws Unreadable where there is nothing to check.
         */
        async function verify(files, options, progress = () => {}) {
          const list = [files].flat();
          for (const file of list) {
            const start = new Uint8Array(await file.slice(0, 64).arrayBuffer());
            if (startsWith(start, DATABASE_MARK)) {
              throw new Unreadable("This is a ledger's database. Make a file of it that can be check\###
        ed here: "
                + "farthing receipts export --output receipts.jsonl");
            }
            const isProof = startsWith(start, PROOF_MARK) || file.name?.endsWith(".tlog-proof");
            if (isProof && list.length > 1) throw new Unreadable("Check one proof at a time.");
            if (isProof) return verifyProof(file, options);
          }
          return new Journal(await inOrder(list), options, progress).verdict();
        }

        /** The files by the entry with which they begin; as they were given where one does not say.\###
         */
        async function inOrder(files) {
          if (files.length < 2) return files;
          const firsts = await Promise.all(files.map(firstOf));
          if (firsts.includes(null)) return files;
          const places = files.map((file, place) => ({ file, first: firsts[place] }));
          return places.sort((one, other) => one.first - other.first).map(({ file }) => file);
        }

        /** The number of a file's first entry, or null where it is none of ours. */
        async function firstOf(file) {
          for await (const { lines, rest } of slicesOf(file)) {
            const line = lines[0] ?? rest;
            if (!isHeader(line)) return null;
            const header = headerOf(line);
            return header instanceof Fault ? 0 : header.base?.first ?? 0;
          }
        """###,
        ###"""
          return null;
        }

        class Journal {
          constructor(files, options, progress) {
            this.files = files;
            this.options = options;
            this.progress = progress;
            this.size = files.reduce((sum, file) => sum + file.size, 0);
            this.read = 0;
            this.chain = null;
          }

          async verdict() {
            let fault = null;
            for (const file of this.files) {
              fault = await this.faultIn(file);
              if (fault) break;
            }
            const { chain } = this;
            if (!chain) {
              if (fault) return failed("export", fault);
              throw new Unreadable("There are no entries in this file, so there is nothing to verify\###
        .");
            }
            // The earliest of those that are known and those that are still being found out.
            const first = (await chain.pending.firstFault()) ?? fault;
            if ((first || chain.torn) && !chain.isJournal) {
              throw new Unreadable("This is no journal: its first lines are none of an export, a seg\###
        ment or a signed log.");
            }
            const kind = chain.isSigned ? "signed" : "export";
            if (!first) {
              const wrong = chain.unproven() ?? chain.unsealed();
              return wrong ? failed(kind, wrong) : verdictOf(chain, this.options);
            }
            // Who gives another key altogether is told that before anything else.
            const other = chain.pending.hasFollowed ? null : chain.unproven(this.options.keys);
            return failed(kind, other ?? first);
          }

          /** The fault that a file's lines have, or null; older signatures may have an earlier one.\###
         */
          async faultIn(file) {
            let isBegun = false;
            let rest = new Uint8Array(0);
            for await (const slice of slicesOf(file)) {
              const { lines } = slice;
              let at = 0;
              if (!isBegun) {
                while (at < lines.length && isBlank(lines[at])) at += 1;
                const line = lines[at] ?? slice.rest;
                const fault = this.begin(line);
                if (fault) return fault;
                isBegun = true;
                if (isHeader(line)) at += 1;
              }
              for (; at < lines.length; at += 1) {
                const fault = this.chain.line(lines[at]);
                if (fault) return fault;
                if (!this.chain.pending.isFull) continue;
                const earlier = await this.chain.pending.relieve();
                if (earlier) return earlier;
              }
              if (slice.isLong) return this.chain.fault("malformed_line", TOO_LONG);
              rest = slice.rest;
              const entries = this.chain.tree.size - this.chain.first;
              this.progress({ read: this.read + slice.read, size: this.size, entries });
            }
            this.read += file.size;
            return isBegun ? this.chain.end(rest) : null;
          }

          /** Takes the first line of a file: a chain that begins, or goes on. Returns a Fault or nu\###
        ll. */
          begin(line) {
            const { chain } = this;
            const header = isHeader(line) ? headerOf(line, chain?.expected) : null;
            if (header instanceof Fault) return header;
            if (chain && header && !chain.isSigned) return this.continued(header);
            if (chain?.isSigned && !header) return null;
            if (chain) return chain.fault("header_invalid", "the file does not go on where the one b\###
        efore ended");
            const { keys, expectHead = null } = this.options;
            const { origin, named, base } = header ?? {};
            this.chain = new Chain(keys, { isSigned: !header, origin, named });
            this.chain.expectedHead = expectHead;
            return base ? this.chain.begin(base) : null;
          }

          /** A file behind another must begin where that ended. */
          continued({ origin, named, base }) {
            const { chain } = this;
            chain.name(named);
            const first = base?.first ?? 0;
            if (first !== chain.expected) {
              const reason = `the file begins with entry ${first}, and ${chain.expected} is next`;
              return chain.fault("segment_gap", reason, first);
            }
            const isSame = base && hexOf(base.seal.head) === chain.previousHash
              && base.frontier.every((hash, at) => areEqual(hash, chain.tree.frontier[at]))
              && origin === chain.lineage.origin && chain.hasFollowed(base.lineage);
            if (!isSame) {
              const reason = "the file goes on behind other entries than these";
              return chain.fault("segment_mismatch", reason, first - 1);
            }
            return chain.goOn(base.seal);
          }
        }

        function failed(kind, fault) {
          return { ok: false, kind, fault };
        }

        function verdictOf(chain, { minEntries = 1, expectHead = null }) {
          const entries = chain.tree.size;
          // What a segment's first line tells of entries before it is nothing that was read.
          if (entries <= chain.first && minEntries > 0) {
            throw new Unreadable("There are no entries in this file, so there is nothing to verify."\###
        );
          }
          const result = {
            ok: true,
            kind: chain.isSigned ? "signed" : "export",
            fault: null,
            first: chain.first,
            entries,
            sealed: chain.sealed,
            seals: chain.seals,
            sealedAtMs: chain.sealedAtMs === null ? null : Number(chain.sealedAtMs),
            head: chain.previousHash,
            root: hexOf(chain.tree.root()),
            origin: chain.lineage.origin,
            firstOrigin: chain.firstOrigin,
            rotations: chain.lineage.retired.length,
            keys: [...chain.signers],
            tornLine: chain.torn !== null,
            compared: chain.balances?.compared ?? 0,
            unposted: chain.unposted,
          };
          const missed = unmet(result, minEntries, expectHead, chain.foundHead);
          return missed ? { ...result, ok: false, unmet: missed } : result;
        }

        /** What the reader asked for and the file does not have, `{code, reason}`, or null. */
        function unmet({ entries }, minEntries, expectHead, foundHead) {
          if (entries < minEntries) {
            const reason = `there are ${entries} entries, and there should be at least ${minEntries}\###
        `;
            return { code: "entries_missing", reason };
          }
          if (!expectHead || foundHead) return null;
          const reason = "no entry has the hash of the expected head: the end is missing, or it is a\###
        nother log";
          return { code: "head_missing", reason };
        }

        /** The verdict with the members of `farthing verify --json`. */
        function jsonOf(result) {
          const { ok, kind, fault } = result;
          const number = (value) => (Number.isSafeInteger(Number(value)) ? Number(value) : String(va\###
        lue));
          if (fault) {
            const { code, reason } = fault;
            const sequence = number(fault.sequence);
            if (kind === "proof") return { ok, sequence, reason: code, detail: reason };
            return { ok, sequence, reason: code, fault: { code, reason, sequence } };
          }
          if (kind === "proof") {
            const { index, entryHash, origin, root, size, witnesses } = result;
            const cosigned = witnesses.map(({ name, seconds }) => ({ at_s: number(seconds), name }))\###
        ;
            return {
              ok, sequence: number(index), reason: null, detail: null, entry_hash: entryHash, origin\###
        , root,
              size: number(size), witnesses: cosigned,
            };
          }
          const { first, entries, head, keys, origin, root, sealed, sealedAtMs, seals, tornLine } = r\###
        esult;
          const { unmet: missed } = result;
          return {
            ok, sequence: null, reason: missed?.code ?? null, ...(missed ? { fault: missed } : {}), f\###
        irst, entries, head, keys,
            ...(origin === null ? {} : { origin }),
            root, sealed,
            ...(sealedAtMs === null ? {} : { sealed_at_ms: sealedAtMs }),
            seals, torn_line: tornLine,
          };
        }

        // The verdict in words. All that comes from a file is put on the page as text, never as mar\###
        kup.

        const FAULT_WORDS = {
          malformed_line: "A line is not one whole JSON object.",
          duplicate_json_key: "A line names the same member twice, so that readers may disagree on i\###
        t.",
          sequence_gap: "The numbers of the entries do not follow one another: entries were taken ou\###
        t, put in, "
        """###,
        ###"""
            + "repeated or exchanged.",
          previous_hash_mismatch: "The chain is broken: an entry does not follow the one before it."\###
        ,
          hash_or_signature_invalid: "An entry was changed after it was written, or was not signed b\###
        y a key "
            + "that you trust.",
          non_canonical_encoding: "A line is not spelt as it was stored.",
          fingerprint_mismatch: "The file names another signing key than the ones that you trust.",
          first_sequence_not_zero: "The file does not begin with the first entry.",
          unknown_field: "An entry has a member that nothing vouches for.",
          header_invalid: "The first line is not that of an export.",
          unsealed_entries: "Nobody vouches for the last entries: no seal covers them, and anybody c\###
        ould have written "
            + "them.",
          seal_malformed: "A seal is not written as seals are.",
          seal_signature_invalid: "A seal was changed: its signature does not fit.",
          seal_unknown_key: "A seal is signed by none of the keys that you trust.",
          seal_origin_mismatch: "A seal belongs to another log.",
          seal_size_mismatch: "A seal covers another number of entries: some were cut out or put in.\###
        ",
          seal_root_mismatch: "A seal was made over other entries than these.",
          balance_mismatch: "The entries are whole, but a sum that they state does not follow from t\###
        hem.",
          segment_gap: "A file is missing between those that you chose.",
          segment_mismatch: "A file goes on behind other entries than those of the files before it."\###
        ,
          key_entry_malformed: "An entry about the signing keys is not whole.",
          key_untrusted: "A signing key was handed on by a key that may not do so.",
          key_origin_mismatch: "An entry about the signing keys belongs to another log.",
          key_signature_invalid: "An entry about the signing keys was not signed by those keys.",
          key_position_mismatch: "An entry about the signing keys was moved from another place.",
          origin_change_invalid: "The log goes on under a new name that does not follow from the old\###
         one.",
          seal_key_expired: "A seal is by a key whose time was over, or had not begun.",
          seal_key_retired: "A seal is by a key that had been handed over to another.",
          receipt_invalid: "The receipt is not what was hashed into the log, or not the one that you\###
         gave.",
          receipt_index_mismatch: "The receipt and the proof are of different entries.",
          receipt_missing: "The proof is about a hash alone. Give the receipt's line or its hash to c\###
        ompare with.",
          inclusion_invalid: "The receipt is not in the log that was signed.",
          cosignature_invalid: "A witness's signature was changed, or is not the witness's.",
          witnesses_missing: "Fewer witnesses than you ask for have signed the log's state.",
        };

        /** `{tone, title, lead, points, facts, limits}` of a result, all plain text; `advice` heads\###
         `limits`. */
        function wordsOf(result) {
          if (!result.ok) return result.fault ? faultWords(result) : unmetWords(result);
          if (result.kind === "proof") return proofWords(result);
          return result.kind === "signed" ? signedWords(result) : exportWords(result);
        }

        function faultWords({ fault }) {
          return {
            tone: "bad",
            title: "Not valid",
            lead: FAULT_WORDS[fault.code] ?? "The file does not verify.",
            points: [],
            advice: "What to do",
            limits: ["Do not rely on this file. Ask for it again, and compare it with a copy or a se\###
        al that was "
              + "kept elsewhere.",
            "If it was sent to you with a new key, ask the operator by another way which key is righ\###
        t."],
            facts: [
              ["At entry", String(fault.sequence)],
              ["Reason", fault.reason],
              ["Code", fault.code],
            ],
          };
        }

        function unmetWords(result) {
          return {
            tone: "bad",
            title: "Not what you expected",
            lead: `${result.unmet.reason[0].toUpperCase()}${result.unmet.reason.slice(1)}.`,
            points: ["What is in the file is whole in itself."],
            advice: "What to do",
            limits: ["An end that was cut off, or another log, looks like this. Ask the operator for\###
         the rest."],
            facts: chainFacts(result),
          };
        }

        function exportWords(result) {
          const { first, entries, seals } = result;
          const points = [
            `${counted(entries - first, "entry", "entries")} from number ${grouped(first)} on form o\###
        ne unbroken `
              + "chain.",
            "Every entry hashes to what it states, and is spelt as it was stored.",
          ];
          if (seals) points.push(`${counted(seals, "seal", "seals")} by a key that you trust cover a\###
        ll of them.`);
          points.push(...sumPoints(result), ...lineagePoints(result));
          const limits = sumLimits(result);
          if (first) {
            limits.push(`What came before entry ${grouped(first)}: its own seal vouches for that, an\###
        d its files show `
              + "it. Sums are not added up without it.");
          }
          return {
            tone: "good",
            title: "Valid",
            lead: "Nothing was changed, taken out or put in since the key's holder sealed it.",
            points,
            limits: [...limits, CUT_OFF, KEY_HOLDER],
            facts: chainFacts(result),
          };
        }

        function lineagePoints({ rotations, origin, firstOrigin }) {
          const points = [];
          if (rotations) {
            points.push(`The signing key was handed over ${rotations === 1 ? "once" : `${grouped(rot\###
        ations)} times`}, signed by `
              + "the key before, beginning with one that you trust.");
          }
          if (origin !== firstOrigin) points.push("The log went on under another name, as after a re\###
        store.");
          return points;
        }

        function sumPoints({ compared }) {
          if (!compared) return [];
          return [`${counted(compared, "stated balance follows", "stated balances follow")} from the\###
         entries.`];
        }

        function sumLimits({ unposted }) {
          if (!unposted) return [];
          return [`The sums were not added up from entry ${unposted.sequence} on: ${unposted.reason}\###
        .`];
        }

        function signedWords(result) {
          const limits = [CUT_OFF, KEY_HOLDER];
          if (result.tornLine) limits.unshift("The last line is only half there, and was left out.")\###
        ;
          return {
            tone: result.tornLine ? "warn" : "good",
            title: result.tornLine ? "Valid, but for half a line" : "Valid",
            lead: "Each entry was signed by a key that you trust, and nothing is missing between the\###
        m.",
            points: [
              `${counted(result.entries, "entry", "entries")} from number 0 on form one unbroken cha\###
        in.`,
              ...sumPoints(result),
            ],
            limits,
            facts: chainFacts(result),
          };
        }

        function proofWords(result) {
          const { index, entryHash, line, origin, root, size, witnesses, keys } = result;
          const names = witnesses.map(({ name, seconds }) => `${name} at ${timeOf(Number(seconds) * 1\###
        000)}`);
          const limits = [
            "That it stands in the log does not say that what it states is true: only that the log's\###
         operator "
              + "stated it.",
          ];
          if (!witnesses.length) {
            limits.push("No witness that you trust has signed this state of the log: the operator co\###
        uld show "
              + "others another log.");
          }
          return {
            tone: "good",
            title: "Valid",
            lead: line ? "This receipt is in the log that the key's holder signed."
              : "An entry with the hash that you gave is in the log that the key's holder signed.",
            points: witnesses.length ? [`${counted(witnesses.length, "witness", "witnesses")} that y\###
        ou trust saw `
              + "the same log."] : [],
            facts: [
              ["Entry", `number ${grouped(index)}`],
              ["Log's size", counted(size, "entry", "entries")],
              ["Log", origin],
              ["Entry's hash", entryHash],
              ["Root", root],
              ["Signing key", keys.join(" ")],
              ...(names.length ? [["Witnesses", names.join(", ")]] : []),
            ],
            receipt: line ? receiptRows(line) : [],
            limits,
          };
        }

        /** The members of a receipt's decision, for people. */
        function receiptRows(line) {
          const decision = parsed(utf8.encode(line)).get("decision");
          return [...decision].map(([name, value]) => {
            return [name, typeof value === "string" ? value : canonical(value)];
          });
        }

        """###,
        ###"""
        const CUT_OFF = "An end that was cut off does not show in the rest: compare the head with on\###
        e that you "
          + "kept.";
        const KEY_HOLDER = "Whoever holds the signing key could have written another file. Witnesses\###
         and kept "
          + "heads find that.";

        function chainFacts(result) {
          const { first, entries, seals, sealedAtMs, head, root, keys } = result;
          const { origin, firstOrigin } = result;
          const facts = [["Entries", first ? `${grouped(first)} to ${grouped(entries - 1)}` : groupe\###
        d(entries)]];
          if (result.kind === "export") {
            facts.push(["Sealed", `all, by ${counted(seals, "seal", "seals")}`]);
            if (sealedAtMs !== null) facts.push(["Last seal", timeOf(sealedAtMs)]);
            facts.push(["Log", origin]);
            if (origin !== firstOrigin) facts.push(["Its first name", firstOrigin]);
          }
          facts.push(["Head", head], ["Root", root]);
          if (keys.length) facts.push([keys.length > 1 ? "Signing keys" : "Signing key", keys.join("\###
         ")]);
          return facts;
        }

        function counted(count, one, many) {
          return `${grouped(count)} ${count === 1 ? one : many}`;
        }

        function grouped(number) {
          return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
        }

        function timeOf(ms) {
          const date = new Date(ms);
          return Number.isNaN(date.getTime()) ? `${ms} ms` : date.toISOString().replace("T", " ").re\###
        place("Z", " UTC");
        }

        /** A text whose letters are all seen: what is invisible or turns the writing round, by its n\###
        umber. */
        function shown(text) {
          return String(text).replace(HIDDEN, (letter) => {
            const code = letter.codePointAt(0).toString(16).padStart(4, "0");
            return `\\u${code.length > 4 ? `{${code}}` : code}`;
          });
        }

        const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu;

        // What runs beside the page, so that the page stays alive: one check, told by messages.

        /** Reads what was given, checks, and answers with messages `progress`, `verdict` or `unread\###
        able`. */
        async function answer(request, post) {
          try {
            const problem = await selfTest();
            if (problem) throw new Unreadable(problem);
            let told = 0;
            const result = await verify(request.files, optionsOf(request), (progress) => {
              if (Date.now() - told < PROGRESS_MS) return;
              told = Date.now();
              post({ kind: "progress", ...progress });
            });
            post({ kind: "verdict", result });
          } catch (error) {
            const isExpected = error instanceof Unreadable || error instanceof KeyFault;
            const isFile = typeof DOMException !== "undefined" && error instanceof DOMException;
            const message = isExpected ? error.message
              : isFile ? "The file cannot be read. If it changed since you chose it, choose it again\###
        ."
              : `This page has a fault of its own: ${error.message}`;
            post({ kind: "unreadable", message });
          }
        }

        const PROGRESS_MS = 100;

        /** The reader's own words as options; throws a KeyFault. */
        function optionsOf(request) {
          const keys = keysOf(request.keyText);
          if (!keys.length) throw new KeyFault("Give the public key that you trust.");
          const witnesses = keysOf(request.witnessText ?? "", COSIGNATURE);
          const witnessesMin = countOf(request.witnessesMin, "The number of witnesses", null);
          if (witnessesMin !== null && witnessesMin > witnesses.length) {
            throw new KeyFault("More witnesses should have signed than you gave keys for.");
          }
          return {
            keys,
            witnesses,
            witnessesMin,
            expectHead: hashOf(request.expectHead, "The head"),
            minEntries: countOf(request.minEntries, "The least number of entries", 1),
            origin: (request.origin ?? "").trim() || null,
            ...storedOf(request.receiptText),
          };
        }

        function hashOf(text = "", name) {
          const digits = text.trim().toLowerCase();
          if (digits && !/^[0-9a-f]{64}$/.test(digits)) {
            throw new KeyFault(`${name} is not 64 hexadecimal digits.`);
          }
          return digits || null;
        }

        function countOf(text = "", name, missing) {
          const digits = String(text).trim();
          if (!/^[0-9]{0,15}$/.test(digits)) throw new KeyFault(`${name} is not a number.`);
          return digits ? Number(digits) : missing;
        }

        /** What a proof without its receipt is compared with: the entry's stored line, or its hash.\###
         */
        function storedOf(text = "") {
          const line = text.trim();
          if (line.startsWith("{")) return { receipt: utf8.encode(line), entryHash: null };
          return { receipt: null, entryHash: hashOf(line, "The receipt is neither its line nor its h\###
        ash: it") };
        }

        if (typeof document === "undefined" && typeof WorkerGlobalScope !== "undefined") {
          self.onmessage = ({ data }) => answer(data, (message) => self.postMessage(message));
        }

        return { verify, keysOf, keyTextOfFile, selfTest, wordsOf, jsonOf, shown, grouped, Unreadabl\###
        e };
        })();
        </script>
        <script id="page">
        "use strict";
        // The page itself: what is chosen, a worker for the check, and its verdict.

        (() => {
          const { wordsOf, shown, keyTextOfFile, grouped } = FarthingVerifier;
          const $ = (id) => document.getElementById(id);
          let chosen = [];
          let worker = null;

          const workerAddress = () => {
            const text = document.getElementById("checker").textContent;
            const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
            const policy = globalThis.trustedTypes?.createPolicy("farthing-verifier", {
              createScriptURL: (address) => address,
            });
            return policy ? policy.createScriptURL(url) : url;
          };
          const address = workerAddress();

          function choose(files) {
            chosen = [...files];
            const size = chosen.reduce((sum, file) => sum + file.size, 0);
            const names = chosen.slice(0, 3).map(({ name }) => shown(name)).join(", ");
            const more = chosen.length > 3 ? ` and ${chosen.length - 3} more` : "";
            $("file-name").textContent = chosen.length
              ? `${names}${more} · ${sizeInWords(size)}` : "No file chosen";
            clearVerdict();
          }

          function sizeInWords(bytes) {
            if (bytes < 1024) return `${bytes} bytes`;
            const isLarge = bytes >= 1024 * 1024;
            return `${(bytes / (isLarge ? 1024 * 1024 : 1024)).toFixed(1)} ${isLarge ? "MiB" : "KiB"\###
        }`;
          }

          function start(event) {
            event.preventDefault();
            if (!chosen.length) return showProblem("Choose the file that is to be checked.", $("file\###
        "));
            if (!$("key").value.trim()) return showProblem("Give the public key that you trust.", $(\###
        "key"));
            stop();
            clearVerdict();
            setBusy(true);
            try {
              worker = new Worker(address);
            } catch (error) {
              setBusy(false);
              return showProblem(`This browser starts no worker for a page like this: ${error.messag\###
        e}`);
            }
            worker.onmessage = ({ data }) => take(data);
            worker.onerror = (problem) => {
              finish();
              showProblem(`This page has a fault of its own: ${problem.message}`);
            };
            worker.postMessage({
              files: chosen,
              keyText: $("key").value,
              expectHead: $("head").value,
              minEntries: $("least").value,
              witnessText: $("witnesses").value,
              witnessesMin: $("cosigned").value,
              receiptText: $("stored").value,
              origin: $("log").value,
            });
          }

          function take(message) {
            if (message.kind === "progress") return showProgress(message);
        """###,
        ###"""
            finish();
            if (message.kind === "verdict") return showVerdict(message.result);
            return showProblem(message.message);
          }

          function finish() {
            worker?.terminate();
            worker = null;
            setBusy(false);
          }

          function stop() {
            if (!worker) return;
            finish();
            showProblem("Stopped. Nothing was found out.");
          }

          function setBusy(isBusy) {
            $("stop").hidden = !isBusy;
            $("check").disabled = isBusy;
            $("running").hidden = !isBusy;
            $("bar").removeAttribute("value");
            $("progress").textContent = "";
            if (isBusy) $("said").textContent = "Checking";
          }

          function showProgress({ read, size, entries }) {
            $("bar").value = size ? read / size : 0;
            const share = size ? Math.floor((100 * read) / size) : 0;
            $("progress").textContent = `${share} %, ${grouped(entries)} entries so far`;
          }

          function clearVerdict() {
            $("verdict").hidden = true;
            $("said").textContent = "";
          }

          function showProblem(text, field = null) {
            show({
              tone: "none", title: "Not checked", lead: text, points: [], limits: [], facts: [],
            });
            $("as-json").hidden = true;
            if (field) field.focus();
          }

          function showVerdict(result) {
            show(wordsOf(result));
            $("as-json").hidden = false;
            $("json").textContent = JSON.stringify(FarthingVerifier.jsonOf(result), null, 2);
          }

          const NOT_SHOWN = "What this does not show";
          const SIGNS = { good: "✓", warn: "!", bad: "✗", none: "–" };

          function show({ tone, title, lead, points, limits, facts, receipt = [], advice = NOT_SHOWN\###
         }) {
            $("verdict").dataset.tone = tone;
            $("sign").textContent = SIGNS[tone];
            $("title").textContent = title;
            $("lead").textContent = shown(lead);
            fillList($("points"), points);
            fillList($("limits"), limits);
            $("limits-title").textContent = advice;
            $("limits-title").hidden = !limits.length;
            fillRows($("facts"), facts);
            fillRows($("receipt"), receipt);
            $("receipt-title").hidden = !receipt.length;
            $("verdict").hidden = false;
            $("said").textContent = `${title}. ${lead}`;
            $("verdict").focus({ preventScroll: true });
            $("verdict").scrollIntoView({ block: "nearest" });
          }

          function fillList(list, texts) {
            list.replaceChildren(...texts.map((text) => {
              const item = document.createElement("li");
              item.textContent = shown(text);
              return item;
            }));
            list.hidden = !texts.length;
          }

          function fillRows(list, rows) {
            list.replaceChildren(...rows.map(([name, value]) => {
              const row = document.createElement("div");
              const term = document.createElement("dt");
              const detail = document.createElement("dd");
              term.textContent = shown(name);
              detail.textContent = shown(value);
              row.append(term, detail);
              return row;
            }));
            list.hidden = !rows.length;
          }

          async function readKeyFile(file) {
            try {
              $("key").value = keyTextOfFile(new Uint8Array(await file.slice(0, 65537).arrayBuffer()\###
        ));
            } catch (error) {
              showProblem(error.message, $("key"));
            }
          }

          async function copy() {
            const range = document.createRange();
            range.selectNodeContents($("json"));
            getSelection().removeAllRanges();
            getSelection().addRange(range);
            try {
              await navigator.clipboard.writeText($("json").textContent);
              $("said").textContent = "Copied";
              $("copy").textContent = "Copied";
            } catch {
              $("copy").textContent = "Selected: copy it now";
            }
            setTimeout(() => { $("copy").textContent = "Copy"; }, 2000);
          }

          $("form").addEventListener("submit", start);
          $("stop").addEventListener("click", stop);
          $("copy").addEventListener("click", copy);
          // Forgotten at a click, so that the same file can be chosen again after it changed.
          $("file").addEventListener("click", ({ target }) => { target.value = ""; });
          $("file").addEventListener("change", ({ target }) => choose(target.files));
          $("key-file").addEventListener("change", ({ target }) => {
            if (target.files[0]) readKeyFile(target.files[0]);
            target.value = "";
          });
          document.addEventListener("dragover", (event) => {
            event.preventDefault();
            document.body.classList.add("dragging");
          });
          document.addEventListener("dragleave", (event) => {
            if (!event.relatedTarget) document.body.classList.remove("dragging");
          });
          document.addEventListener("drop", (event) => {
            event.preventDefault();
            document.body.classList.remove("dragging");
            if (event.dataTransfer.files.length) choose(event.dataTransfer.files);
          });
          FarthingVerifier.selfTest().then((problem) => {
            if (problem) showProblem(problem);
          });
        })();
        </script>
        </body>
        </html>
        """###,
    ]
}
