"""Transcriptions, translations and speech through the stock `openai` SDK."""

from __future__ import annotations

import struct
from decimal import Decimal
from pathlib import Path

import openai
import pytest

import canaries
from conftest import policy
from farthing_process import HEADER_COST, HEADER_HOLD, HEADER_RECEIPT, ROOT, decimal
from prices import nanos

RECORDINGS = ROOT / "Tests" / "Vectors" / "audio"
# Dollars, by OpenAI's pricing page.
WHISPER_MINUTE = Decimal("0.006")
MTOK = {"text": Decimal("2.5"), "audio": Decimal(6), "output": Decimal(10)}
SPEECH_MCHAR = Decimal(15)


def wave(seconds: float) -> tuple[str, bytes]:
    """A WAV of silence: its name and its bytes."""
    samples = bytes(int(8_000 * seconds))
    head = b"RIFF" + struct.pack("<I", 36 + len(samples)) + b"WAVEfmt "
    head += struct.pack("<IHHIIHH", 16, 1, 1, 8_000, 8_000, 1, 8)
    return "silence.wav", head + b"data" + struct.pack("<I", len(samples)) + samples


def steered(text: str) -> dict:
    return {"extra_headers": {"x-scripted": text}}


def cost(call: dict) -> Decimal:
    """What a line of the bill costs."""
    if call["audio_seconds"]:
        return nanos(WHISPER_MINUTE / 60 * call["audio_seconds"])
    if call["characters"]:
        return nanos(SPEECH_MCHAR / 10**6 * call["characters"])
    counts = {
        "text": call["prompt_tokens"],
        "audio": call["audio_tokens"],
        "output": call["completion_tokens"],
    }
    return nanos(sum(MTOK[name] * count for name, count in counts.items()) / 10**6)


def settled(server, before: Decimal) -> Decimal:
    server.wait_until_nothing_held()
    return server.spent() - before


def test_transcription_by_seconds(client, server):
    before = server.spent()
    canaries.session.prompts += 1
    raw = client.audio.transcriptions.with_raw_response.create(
        model="whisper-1", file=wave(61.2), prompt=f"Names: {canaries.PROMPT}", language="en",
        temperature=0.2, **steered("tokens=7"),
    )
    answer = raw.parse()
    assert len(answer.text.split()) == 7 and answer.usage.seconds == 61
    [call] = server.scripted.bill()
    assert call["audio_seconds"] == 61 and call["completion_tokens"] == 0
    assert settled(server, before) == cost(call) == Decimal("0.0061")
    assert decimal(raw.headers[HEADER_COST]) == cost(call)
    assert raw.headers[HEADER_HOLD] and raw.headers[HEADER_RECEIPT]


@pytest.mark.parametrize("form", ["text", "srt", "vtt"])
def test_answers_without_usage_are_charged_as_measured(client, server, form):
    before = server.spent()
    answer = client.audio.transcriptions.create(
        model="whisper-1", file=wave(9.7), response_format=form, **steered("tokens=5")
    )
    assert isinstance(answer, str) and answer
    [call] = server.scripted.bill()
    # Measured and rounded up; the bill is rounded to the nearest second.
    assert settled(server, before) == nanos(WHISPER_MINUTE / 60 * 10) == cost(call)


def test_verbose_with_word_times(client, server):
    answer = client.audio.transcriptions.create(
        model="whisper-1", file=wave(2), response_format="verbose_json",
        timestamp_granularities=["word", "segment"],
    )
    assert answer.duration == 2.0 and answer.usage.seconds == 2


def test_translation(client, server):
    before = server.spent()
    answer = client.audio.translations.create(model="whisper-1", file=wave(3.2))
    assert answer.text
    # Translations say no usage: four begun seconds.
    assert settled(server, before) == Decimal("0.0004")
    assert server.scripted.bill()[0]["audio_seconds"] == 3


def test_transcription_by_tokens(client, server):
    before = server.spent()
    answer = client.audio.transcriptions.create(
        model="gpt-4o-transcribe", file=wave(30), prompt="Hello there", include=["logprobs"],
        **steered("tokens=40"),
    )
    [call] = server.scripted.bill()
    assert answer.usage.input_token_details.audio_tokens == call["audio_tokens"] == 300
    assert call["completion_tokens"] == 40 and call["prompt_tokens"] == 2
    assert settled(server, before) == cost(call)


def test_stream(client, server):
    before = server.spent()
    events = list(
        client.audio.transcriptions.create(
            model="gpt-4o-transcribe", file=wave(5), stream=True, **steered("tokens=33")
        )
    )
    assert events[-1].type == "transcript.text.done"
    text = "".join(e.delta for e in events if e.type == "transcript.text.delta")
    assert len(text.split()) == 33 and events[-1].text == text
    [call] = server.scripted.bill()
    assert call["stream"] and events[-1].usage.output_tokens == 33
    assert settled(server, before) == cost(call)


def test_a_stream_that_breaks_off_is_charged_as_held(client, server):
    before = server.spent()
    with pytest.raises(openai.APIError):
        list(
            client.audio.transcriptions.create(
                model="gpt-4o-transcribe", file=wave(5), stream=True,
                **steered("tokens=33;fault=cut"),
            )
        )
    [call] = server.scripted.bill()
    assert settled(server, before) >= cost(call) > 0


def test_diarization(client, server):
    answer = client.audio.transcriptions.create(
        model="gpt-4o-transcribe-diarize", file=wave(5), response_format="diarized_json"
    )
    assert answer.text and answer.segments == []


@pytest.mark.parametrize(
    "path", sorted(p for p in RECORDINGS.iterdir() if p.suffix != ".txt"), ids=lambda p: p.name
)
def test_every_container(client, server, path: Path):
    stated = dict(line.split("\t") for line in (RECORDINGS / "durations.txt").open())
    seconds = Decimal(stated[path.name].strip())
    before = server.spent()
    milliseconds = int(seconds * 1_000)
    client.audio.transcriptions.create(
        model="whisper-1", file=path, response_format="text",
        **steered(f"audio_ms={milliseconds}"),
    )
    spent = settled(server, before)
    assert spent >= nanos(WHISPER_MINUTE / 60 * seconds)
    assert spent >= cost(server.scripted.bill()[0])
    assert spent <= nanos(WHISPER_MINUTE / 60 * (int(seconds) + 2))


@pytest.mark.parametrize("status", [400, 429, 500, 503])
def test_errors_give_the_money_back(client_of, server, status):
    before = server.spent()
    client = client_of(server, max_retries=0)
    with pytest.raises(openai.APIStatusError):
        client.audio.transcriptions.create(
            model="whisper-1", file=wave(9), response_format="text",
            **steered(f"fault={status}"),
        )
    assert settled(server, before) == 0


def test_refused_by_the_budget_once(farthing_server, client_of, attempts):
    poor = farthing_server(policy("0.005 USD"))
    with pytest.raises(openai.RateLimitError) as caught:
        client_of(poor).audio.transcriptions.create(model="whisper-1", file=wave(51))
    assert attempts.count == 1 and caught.value.code == "budget_exceeded"
    assert poor.scripted.bill() == [] and poor.held() == 0
    answer = client_of(poor).audio.transcriptions.create(model="whisper-1", file=wave(50))
    assert answer.usage.seconds == 50
    poor.wait_until_nothing_held()
    assert poor.spent() == Decimal("0.005")


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"chunking_strategy": "auto"}, "chunking_strategy"),
        ({"known_speaker_names": ["a"]}, "known_speaker_names[]"),
        ({"extra_body": {"brand_new": "1"}}, "brand_new"),
        ({"file": ("x.wav", b"RIFF\0\0\0\0WAVE")}, "file"),
        ({"file": ("x.mp3", wave(1)[1])}, "file"),
        ({"file": ("x.aiff", b"FORM")}, "file"),
    ],
)
def test_what_may_cost_without_a_bound_is_refused_once(client, server, attempts, more, param):
    options = {"model": "whisper-1", "file": wave(1), **more}
    with pytest.raises(openai.PermissionDeniedError) as caught:
        client.audio.transcriptions.create(**options)
    assert attempts.count == 1
    assert caught.value.code == "parameter_not_priced" and caught.value.param == param
    assert server.scripted.bill() == []


def test_speech(client, server):
    before = server.spent()
    canaries.session.prompts += 1
    text = f"Grüße, {canaries.PROMPT}"
    with client.audio.speech.with_streaming_response.create(
        model="tts-1", voice="alloy", input=text
    ) as answer:
        assert answer.headers["content-type"] == "audio/mpeg"
        sound = answer.read()
    assert sound.startswith(b"\xff\xf3")
    [call] = server.scripted.bill()
    assert call["characters"] == len(text)
    assert settled(server, before) == cost(call)
    with pytest.raises(openai.PermissionDeniedError):
        client.audio.speech.create(model="gpt-4o-mini-tts", voice="alloy", input=text)
