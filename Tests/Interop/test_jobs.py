"""Work that a provider goes on with after its answer: batches, and responses in the background."""

from __future__ import annotations

import http.client
import json
import signal
import time
from collections.abc import Callable, Iterator
from decimal import Decimal

import anthropic
import openai
import pytest
from openai.types import Batch

import canaries
from conftest import policy
from farthing_process import HEADER_HOLD, HEADER_RECEIPT, Farthing, wait_until
from prices import nanos, price

MODEL = "gpt-4o-mini"
CLAUDE = "claude-opus-5-5"
EMBEDDING = "text-embedding-3-small"
CHAT = "/v1/chat/completions"
# Providers sell batches at half the price (OpenAI, “Batch API”; Anthropic, “Batch processing”).
BATCH_SHARE = Decimal("0.5")
POLL = {"environment": {"FARTHING_JOB_POLL_MS": "200"}}
ENDED = {"completed", "failed", "expired", "cancelled"}
EMBEDDING_PRICE = f"""
prices:
  - {{ provider: openai, model: {EMBEDDING}, variant: batch, input: 0.01, output: 0 }}
"""
UNFINISHED = {"queued", "in_progress"}


def charge(bill: list[dict], provider: str = "openai") -> Decimal:
    """What the bill comes to, each of its lines rounded up as a line of the book is."""
    shares = {"batch": BATCH_SHARE, "": Decimal(1)}
    return sum(
        (nanos(price(call, provider) * shares[call["variant"]]) for call in bill), Decimal(0)
    )


def prompt(steering: str = "") -> str:
    canaries.session.prompts += 1
    return f"Hello there, what is new? {canaries.PROMPT} [[scripted {steering}]]"


def chat_body(steering: str = "", **more) -> dict:
    messages = [{"role": "user", "content": prompt(steering)}]
    return {"model": MODEL, "max_tokens": 100, "messages": messages, **more}


def line(index: int, body: dict, url: str = CHAT, **more) -> str:
    call = {"custom_id": f"call-{index}", "method": "POST", "url": url, "body": body, **more}
    return json.dumps(call)


def lines(bodies: list[dict], url: str = CHAT) -> str:
    return "\n".join(line(index, body, url) for index, body in enumerate(bodies))


def upload(client: openai.OpenAI, text: str) -> str:
    return client.files.create(file=("calls.jsonl", text.encode()), purpose="batch").id


def create(client: openai.OpenAI, text: str, steering: str = "", endpoint: str = CHAT) -> Batch:
    return client.batches.create(
        input_file_id=upload(client, text),
        endpoint=endpoint,
        completion_window="24h",
        metadata={"scripted": steering} if steering else None,
    )


def until_ended(client: openai.OpenAI, batch: Batch) -> Batch:
    end = time.monotonic() + 20
    while batch.status not in ENDED:
        assert time.monotonic() < end, batch.status
        time.sleep(0.05)
        batch = client.batches.retrieve(batch.id)
    return batch


def results(client: openai.OpenAI, file: str | None) -> list[dict]:
    return [json.loads(text) for text in client.files.content(file).iter_lines()] if file else []


def asked(server: Farthing, path: str) -> list[str]:
    """What the provider itself knows: the identifiers in one of its lists."""
    connection = http.client.HTTPConnection("127.0.0.1", server.scripted.port, timeout=30)
    try:
        connection.request("GET", path)
        return [item["id"] for item in json.loads(connection.getresponse().read())["data"]]
    finally:
        connection.close()


@pytest.fixture
def jobs_server(farthing_server) -> Farthing:
    return farthing_server(policy(), **POLL)


@pytest.fixture
def client(client_of, jobs_server) -> openai.OpenAI:
    return client_of(jobs_server, max_retries=0)


@pytest.fixture
def claude_of(attempts) -> Iterator[Callable[..., anthropic.Anthropic]]:
    clients: list[anthropic.Anthropic] = []

    def make(server: Farthing) -> anthropic.Anthropic:
        http_client = anthropic.DefaultHttpxClient(event_hooks={"request": [attempts.note]})
        canaries.session.note_key(server.folder, server.key)
        clients.append(
            anthropic.Anthropic(
                base_url=f"http://127.0.0.1:{server.port}/anthropic",
                api_key=server.key,
                http_client=http_client,
            )
        )
        return clients[-1]

    yield make
    for client in clients:
        client.close()


def assert_charged(server: Farthing, provider: str = "openai", seconds: float = 20) -> Decimal:
    """Nothing is held any more, and what was charged is the bill to the nano-dollar."""
    bill = server.scripted.bill()
    server.wait_until_nothing_held(seconds)
    assert server.spent() == charge(bill, provider)
    assert server.verify().returncode == 0
    return server.spent()


# Files


def test_files_pass_through_free(client, jobs_server):
    text = lines([chat_body("tokens=5")])
    made = client.files.create(file=("calls.jsonl", text.encode()), purpose="batch")
    assert made.purpose == "batch" and made.bytes == len(text.encode())
    assert client.files.retrieve(made.id).filename == "calls.jsonl"
    assert client.files.content(made.id).read() == text.encode()
    # A list would show the files of other keys.
    with pytest.raises(openai.APIStatusError):
        client.files.list()
    assert client.files.delete(made.id).deleted
    assert jobs_server.spent() == jobs_server.held() == 0
    assert jobs_server.scripted.bill() == []


# Batches of OpenAI's


def test_batch_is_held_while_it_is_open_and_settled_by_its_results(client, jobs_server):
    bodies = [chat_body(f"tokens={tokens}") for tokens in (5, 17, 40)]
    batch = create(client, lines(bodies), "job_ms=1500")
    assert batch.status == "validating"
    held = jobs_server.held()
    assert held > 0 and jobs_server.spent() == 0
    batch = until_ended(client, batch)
    assert batch.status == "completed" and batch.request_counts.completed == 3
    answers = results(client, batch.output_file_id)
    assert [answer["custom_id"] for answer in answers] == ["call-0", "call-1", "call-2"]
    used = [answer["response"]["body"]["usage"]["completion_tokens"] for answer in answers]
    bill = jobs_server.scripted.bill()
    assert used == [call["completion_tokens"] for call in bill] == [5, 17, 40]
    assert {call["variant"] for call in bill} == {"batch"}
    assert 0 < assert_charged(jobs_server) <= held


def test_creation_names_its_hold(client, jobs_server):
    file = upload(client, lines([chat_body("tokens=5")]))
    raw = client.batches.with_raw_response.create(
        input_file_id=file, endpoint=CHAT, completion_window="24h"
    )
    assert raw.headers[HEADER_HOLD] and raw.headers[HEADER_RECEIPT]
    assert_charged(jobs_server)


def test_batch_of_responses(client, jobs_server):
    url = "/v1/responses"
    body = {"model": MODEL, "input": prompt("tokens=9"), "max_output_tokens": 50}
    batch = until_ended(client, create(client, lines([body, body], url), "job_ms=300", url))
    assert batch.request_counts.completed == 2
    assert assert_charged(jobs_server) > 0


def test_batch_of_embeddings(farthing_server, client_of):
    # The half price that OpenAI lists, said by the operator whatever the book has.
    server = farthing_server(policy() + EMBEDDING_PRICE, **POLL)
    client, url = client_of(server, max_retries=0), "/v1/embeddings"
    body = {"model": EMBEDDING, "input": [prompt(), prompt()]}
    batch = until_ended(client, create(client, lines([body, body], url), "job_ms=300", url))
    assert batch.request_counts.completed == 2
    assert assert_charged(server) > 0


def test_a_model_without_a_batch_price_is_refused(client_of, jobs_server, attempts):
    text = lines([chat_body(model="gpt-3.5-turbo-instruct")])
    client = client_of(jobs_server)
    error = refuse_batch(jobs_server, client, attempts, text, openai.APIStatusError)
    assert "gpt-3.5-turbo-instruct" in error["message"]


def test_calls_are_counted_by_line(farthing_server, client_of):
    server = farthing_server(policy("5 calls"), **POLL)
    client = client_of(server, max_retries=0)
    batch = create(client, lines([chat_body("tokens=3")] * 4), "job=expired;job_done=3;job_ms=800")
    assert server.held() == 4
    with pytest.raises(openai.RateLimitError):
        create(client, lines([chat_body("tokens=3")] * 2))
    until_ended(client, batch)
    server.wait_until_nothing_held()
    assert server.spent() == 3


def test_a_batch_that_nobody_asks_after_is_settled(client, jobs_server):
    create(client, lines([chat_body("tokens=25"), chat_body("tokens=3")]), "job_ms=700")
    assert jobs_server.held() > 0
    assert assert_charged(jobs_server) > 0


def test_asking_again_settles_nothing_again(client, jobs_server):
    batch = create(client, lines([chat_body("tokens=25")]), "job_ms=200")
    until_ended(client, batch)
    spent = assert_charged(jobs_server)
    for _ in range(5):
        batch = client.batches.retrieve(batch.id)
        results(client, batch.output_file_id)
    time.sleep(0.5)
    assert jobs_server.spent() == spent


def test_failed_lines_cost_nothing(client, jobs_server):
    bodies = [chat_body("tokens=9"), chat_body("tokens=9;fault=400"), chat_body("fault=timeout")]
    batch = until_ended(client, create(client, lines(bodies), "job_ms=200"))
    assert batch.request_counts.failed == 2
    errors = results(client, batch.error_file_id)
    assert [error["custom_id"] for error in errors] == ["call-1", "call-2"]
    assert [call["outcome"] for call in jobs_server.scripted.bill()][1:] == ["refused"] * 2
    assert assert_charged(jobs_server) > 0


def test_failed_validation_costs_nothing(client, jobs_server):
    batch = create(client, lines([chat_body("tokens=9")] * 3), "job=failed;job_ms=300")
    assert jobs_server.held() > 0
    batch = until_ended(client, batch)
    assert batch.status == "failed" and batch.errors.data[0].line == 1
    assert assert_charged(jobs_server) == 0


@pytest.mark.parametrize("done", [0, 2])
@pytest.mark.parametrize("end", ["expired", "cancelled"])
def test_what_was_done_before_an_end_is_charged(client, jobs_server, end, done):
    steering = f"job={end};job_done={done};job_ms=300"
    batch = until_ended(client, create(client, lines([chat_body("tokens=9")] * 3), steering))
    assert batch.status == end and batch.request_counts.completed == done
    assert len(results(client, batch.output_file_id)) == done
    assert (assert_charged(jobs_server) > 0) == (done > 0)


def test_cancelled_by_the_client(client, jobs_server):
    batch = create(client, lines([chat_body("tokens=9")] * 4), "job_ms=1200")
    wait_until(lambda: client.batches.retrieve(batch.id).status == "in_progress", 30, "a beginning")
    assert client.batches.cancel(batch.id).status == "cancelling"
    assert until_ended(client, batch).request_counts.completed == 2
    assert assert_charged(jobs_server) > 0


@pytest.mark.parametrize("fault", ["no_usage", "malformed"])
def test_results_that_tell_no_cost_are_charged_as_held(client, jobs_server, fault):
    bodies = [chat_body("tokens=9"), chat_body(f"tokens=9;fault={fault}")]
    create(client, lines(bodies), "job_ms=600")
    held = jobs_server.held()
    bill = jobs_server.scripted.bill()
    jobs_server.wait_until_nothing_held()
    assert jobs_server.spent() == held >= charge(bill)


@pytest.mark.parametrize("fault", ["job_poll=503", "job_results=503", "job_results=cut"])
def test_questions_that_fail_are_asked_again(client, jobs_server, fault):
    create(client, lines([chat_body("tokens=9")]), f"job_ms=300;{fault}")
    assert assert_charged(jobs_server) > 0


def test_refused_creation_gives_its_money_back(client, jobs_server):
    with pytest.raises(openai.InternalServerError):
        create(client, lines([chat_body("tokens=9")]), "job_create=503")
    assert assert_charged(jobs_server, seconds=5) == 0


def test_creation_without_an_answer_is_charged(client, jobs_server):
    """It was sent, and nobody knows its name: the provider goes on with it."""
    with pytest.raises(openai.APIError):
        create(client, lines([chat_body("tokens=9")]), "job_create=cut")
    bill = jobs_server.scripted.bill()
    jobs_server.wait_until_nothing_held()
    assert jobs_server.spent() >= charge(bill) > 0


@pytest.mark.parametrize("when", ["before its end", "after its end"])
def test_a_killed_gateway_settles_once(client, jobs_server, when):
    steering = "job_ms=3000" if when == "before its end" else "job_ms=400"
    batch = create(client, lines([chat_body("tokens=9"), chat_body("tokens=30")]), steering)
    held = jobs_server.held()
    assert held > 0
    jobs_server.process.stop(signal.SIGKILL)
    if when == "after its end":
        jobs_server.scripted.bill()
    jobs_server.start()
    assert jobs_server.held() in (held, 0)
    spent = assert_charged(jobs_server)
    assert 0 < spent <= held
    jobs_server.process.stop(signal.SIGKILL)
    jobs_server.start()
    assert until_ended(client, batch).status == "completed"
    time.sleep(0.6)
    assert jobs_server.spent() == spent and jobs_server.held() == 0


def test_a_gateway_that_was_stopped_goes_on_with_its_jobs(client, jobs_server):
    create(client, lines([chat_body("tokens=9")]), "job_ms=3000")
    held = jobs_server.held()
    assert jobs_server.stop() == 0
    jobs_server.start()
    assert jobs_server.held() in (held, 0)
    assert 0 < assert_charged(jobs_server) <= held


def test_many_batches_at_once(client, jobs_server):
    text = lines([chat_body("tokens=9")])
    for index in range(12):
        create(client, text, f"job_ms={100 + index * 40}")
    assert len(jobs_server.scripted.bill()) == 12
    assert assert_charged(jobs_server) > 0


# Batches that are refused


def refuse_batch(server: Farthing, client, attempts, text: str, error: type) -> dict:
    """Asks for a batch that is refused, once, and looks that nothing was sent."""
    file = upload(client, text)
    known, before = asked(server, "/v1/batches"), attempts.count
    with pytest.raises(error) as caught:
        client.batches.create(input_file_id=file, endpoint=CHAT, completion_window="24h")
    assert attempts.count == before + 1
    assert asked(server, "/v1/batches") == known
    assert server.scripted.bill() == [] and server.held() == server.spent() == 0
    return caught.value.response.json()["error"]


def test_a_batch_that_does_not_fit_is_refused(farthing_server, client_of, attempts):
    # Each of 100 calls may have 100 tokens, at 0.3 dollars a million.
    server = farthing_server(policy("0.0014 USD"), **POLL)
    text = lines([chat_body("tokens=1")] * 100)
    error = refuse_batch(server, client_of(server), attempts, text, openai.RateLimitError)
    assert "0.0014" in error["message"] or "farthing" in error
    # A call is bounded at the batch price: what fits is taken.
    batch = create(client_of(server), lines([chat_body("tokens=1")] * 10), "job_ms=100")
    until_ended(client_of(server), batch)
    assert assert_charged(server) > 0


BAD_LINES = {
    "stream": (line(1, chat_body(stream=True)), "line 2"),
    "url": (line(1, chat_body(), url="/v1/audio/speech"), "line 2"),
    "two models": (line(1, chat_body(model="gpt-4o")), "line 2"),
    "not JSON": ("{", "line 2"),
    "method": (line(1, chat_body(), method="GET"), "line 2"),
    "unpriced member": (line(1, chat_body(), more=1), "line 2"),
    "unpriced parameter": (line(1, chat_body(what_is_this=1)), "line 2"),
    "tier": (line(1, chat_body(service_tier="priority")), "line 2"),
}


@pytest.mark.parametrize("name", BAD_LINES)
def test_a_bad_line_is_named(client_of, jobs_server, attempts, name):
    bad, place = BAD_LINES[name]
    text = f"{line(0, chat_body())}\n{bad}"
    # What nobody here knows is forbidden, what is wrong by itself a bad request.
    wanted = openai.PermissionDeniedError if name.startswith("unpriced") else openai.BadRequestError
    error = refuse_batch(jobs_server, client_of(jobs_server), attempts, text, wanted)
    assert place in error["message"]


def test_an_unknown_model_is_refused(client_of, jobs_server, attempts):
    text = lines([chat_body(model="no-such-model-1")])
    error = refuse_batch(
        jobs_server, client_of(jobs_server), attempts, text, openai.APIStatusError
    )
    assert "no-such-model-1" in error["message"]


@pytest.mark.parametrize("text", ["\n", "\n \n"])
def test_a_file_without_calls_is_refused(client_of, jobs_server, attempts, text):
    client = client_of(jobs_server)
    refuse_batch(jobs_server, client, attempts, text, openai.BadRequestError)


def test_an_unknown_file_is_refused(client, jobs_server):
    known = asked(jobs_server, "/v1/batches")
    with pytest.raises(openai.BadRequestError):
        client.batches.create(
            input_file_id="file-none", endpoint=CHAT, completion_window="24h"
        )
    assert asked(jobs_server, "/v1/batches") == known and jobs_server.held() == 0


# Responses in the background


def ask_response(client: openai.OpenAI, steering: str, **more):
    asked = {"model": MODEL, "input": prompt(steering), "max_output_tokens": 100, **more}
    return client.responses.create(background=True, **asked)


def until_finished(client: openai.OpenAI, response):
    end = time.monotonic() + 20
    while response.status in UNFINISHED:
        assert time.monotonic() < end, response.status
        time.sleep(0.05)
        response = client.responses.retrieve(response.id)
    return response


@pytest.mark.parametrize("asks", [True, False])
def test_background_response(client, jobs_server, asks):
    response = ask_response(client, "tokens=23;job_ms=800")
    assert response.status == "queued" and response.usage is None
    held = jobs_server.held()
    assert held > 0
    if asks:
        response = until_finished(client, response)
        assert response.status == "completed" and len(response.output_text.split()) == 23
        assert response.usage.output_tokens == 23
    [call] = jobs_server.scripted.bill()
    assert call["variant"] == ""
    assert 0 < assert_charged(jobs_server) <= held


def test_background_response_cut_by_its_limit(client, jobs_server):
    response = until_finished(client, ask_response(client, "tokens=500;job_ms=200"))
    assert response.status == "incomplete" and response.usage.output_tokens == 100
    assert assert_charged(jobs_server) > 0


@pytest.mark.parametrize("end", ["cancelled", "failed"])
def test_background_response_without_usage_is_never_too_cheap(client, jobs_server, end):
    if end == "failed":
        response = ask_response(client, "tokens=50;job=failed;job_ms=600")
    else:
        response = ask_response(client, "tokens=50;job_ms=2000")
    held = jobs_server.held()
    if end == "cancelled":
        while client.responses.retrieve(response.id).status == "queued":
            time.sleep(0.05)
        assert client.responses.cancel(response.id).status == "cancelled"
    assert until_finished(client, response).status == end
    bill = jobs_server.scripted.bill()
    jobs_server.wait_until_nothing_held()
    assert charge(bill) <= jobs_server.spent() <= held


def test_background_response_survives_a_killed_gateway(client, jobs_server):
    ask_response(client, "tokens=23;job_ms=2500")
    held = jobs_server.held()
    jobs_server.process.stop(signal.SIGKILL)
    jobs_server.start()
    assert 0 < assert_charged(jobs_server) <= held


def test_background_response_that_does_not_fit(farthing_server, client_of, attempts):
    server = farthing_server(policy("0.00001 USD"), **POLL)
    with pytest.raises(openai.RateLimitError):
        ask_response(client_of(server), "tokens=5")
    assert attempts.count == 1 and server.scripted.stats()["requests"] == 0


def test_background_stream_is_refused(client, jobs_server):
    with pytest.raises(openai.BadRequestError):
        ask_response(client, "tokens=5", stream=True)
    assert jobs_server.scripted.stats()["requests"] == 0 and jobs_server.held() == 0


# Batches of Anthropic's


def messages_of(steerings: list[str], **more) -> list[dict]:
    return [
        {
            "custom_id": f"call-{index}",
            "params": {
                "model": CLAUDE,
                "max_tokens": 100,
                "messages": [{"role": "user", "content": prompt(steering)}],
                **more,
            },
        }
        for index, steering in enumerate(steerings)
    ]


def until_batch_ended(claude: anthropic.Anthropic, batch):
    end = time.monotonic() + 20
    while batch.processing_status != "ended":
        assert time.monotonic() < end, batch.processing_status
        time.sleep(0.05)
        batch = claude.messages.batches.retrieve(batch.id)
    return batch


@pytest.mark.parametrize("asks", [True, False])
def test_message_batch(claude_of, jobs_server, asks):
    claude = claude_of(jobs_server)
    batch = claude.messages.batches.create(
        requests=messages_of(["tokens=5;job_ms=1000", "tokens=30;cached=3;written=2"])
    )
    assert batch.processing_status == "in_progress"
    held = jobs_server.held()
    assert held > 0
    if asks:
        batch = until_batch_ended(claude, batch)
        assert batch.request_counts.succeeded == 2
        found = {item.custom_id: item.result for item in claude.messages.batches.results(batch.id)}
        assert found["call-1"].message.usage.output_tokens == 30
        assert found["call-1"].message.usage.service_tier == "batch"
    assert 0 < assert_charged(jobs_server, "anthropic") <= held


def test_results_of_messages_come_through_the_gateway(claude_of, jobs_server):
    """The SDK goes where the batch says: to the provider itself, with the wrong key, if it can."""
    claude = claude_of(jobs_server)
    batch = claude.messages.batches.create(requests=messages_of(["tokens=5;job_ms=100"]))
    batch = until_batch_ended(claude, batch)
    assert batch.results_url.startswith(f"http://127.0.0.1:{jobs_server.port}/anthropic/")


@pytest.mark.parametrize(
    ("steerings", "charged"),
    [
        (["tokens=9;job=expired;job_done=1;job_ms=200", "tokens=9"], True),
        (["tokens=9;job=expired;job_done=0;job_ms=200", "tokens=9"], False),
        (["tokens=9;job_ms=200", "tokens=9;fault=400"], True),
        (["tokens=9;fault=529;job_ms=200"], False),
        (["tokens=9;job_ms=200;job_results=503"], True),
    ],
)
def test_only_messages_that_succeeded_are_charged(claude_of, jobs_server, steerings, charged):
    claude_of(jobs_server).messages.batches.create(requests=messages_of(steerings))
    assert (assert_charged(jobs_server, "anthropic") > 0) == charged


def test_message_batch_cancelled_by_the_client(claude_of, jobs_server):
    claude = claude_of(jobs_server)
    batch = claude.messages.batches.create(
        requests=messages_of(["tokens=9;job_ms=1200;job_done=2"] + ["tokens=9"] * 3)
    )
    time.sleep(0.4)
    assert claude.messages.batches.cancel(batch.id).processing_status == "canceling"
    assert until_batch_ended(claude, batch).request_counts.canceled == 2
    assert assert_charged(jobs_server, "anthropic") > 0


def test_message_batch_survives_a_killed_gateway(claude_of, jobs_server):
    claude_of(jobs_server).messages.batches.create(requests=messages_of(["tokens=9;job_ms=2500"]))
    held = jobs_server.held()
    jobs_server.process.stop(signal.SIGKILL)
    jobs_server.start()
    assert 0 < assert_charged(jobs_server, "anthropic") <= held


def test_message_batch_that_does_not_fit(farthing_server, claude_of, attempts):
    # Each of 20 calls may have 100 tokens, at 10 dollars a million.
    server = farthing_server(policy("0.02 USD"), **POLL)
    known = asked(server, "/v1/messages/batches")
    with pytest.raises(anthropic.APIStatusError) as caught:
        claude_of(server).messages.batches.create(requests=messages_of(["tokens=1"] * 20))
    assert caught.value.status_code == 402
    assert caught.value.body["error"]["details"]["error_code"] == "budget_exceeded"
    assert attempts.count == 1 and asked(server, "/v1/messages/batches") == known
    assert server.scripted.bill() == [] and server.held() == 0


@pytest.mark.parametrize(
    ("more", "status"),
    [({"stream": True}, 400), ({"model": "claude-haiku-4-5"}, 400), ({"what": 1}, 403)],
)
def test_a_bad_message_is_named(claude_of, jobs_server, attempts, more, status):
    requests = messages_of(["tokens=1"] * 2)
    requests[1]["params"] |= more
    with pytest.raises(anthropic.APIStatusError) as caught:
        claude_of(jobs_server).messages.batches.create(requests=requests)
    assert caught.value.status_code == status
    assert "requests[1]" in caught.value.response.json()["error"]["message"]
    assert attempts.count == 1 and jobs_server.held() == 0
    assert jobs_server.scripted.bill() == []
