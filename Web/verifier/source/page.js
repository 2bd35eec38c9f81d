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
    return `${(bytes / (isLarge ? 1024 * 1024 : 1024)).toFixed(1)} ${isLarge ? "MiB" : "KiB"}`;
  }

  function start(event) {
    event.preventDefault();
    if (!chosen.length) return showProblem("Choose the file that is to be checked.", $("file"));
    if (!$("key").value.trim()) return showProblem("Give the public key that you trust.", $("key"));
    stop();
    clearVerdict();
    setBusy(true);
    try {
      worker = new Worker(address);
    } catch (error) {
      setBusy(false);
      return showProblem(`This browser starts no worker for a page like this: ${error.message}`);
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

  function show({ tone, title, lead, points, limits, facts, receipt = [], advice = NOT_SHOWN }) {
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
      $("key").value = keyTextOfFile(new Uint8Array(await file.slice(0, 65537).arrayBuffer()));
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
