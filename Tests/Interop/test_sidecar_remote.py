"""The sidecar over TCP, with certificates on both sides: only a client of the tenant's is served."""

from __future__ import annotations

import datetime
import ipaddress
import socket
from pathlib import Path

import grpc
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from spendguard._proto.spendguard.sidecar_adapter.v1 import adapter_pb2_grpc

from farthing_process import free_port, serve_for_a_moment
from sidecar import (
    ACCEPTED, MICROS, NANOS, POLICY, REJECTED, SECONDS_MAX, TENANT, Agent, asynchronous, claim, common,
    fresh, own_sidecar, post, run_end, wire,
)

USED = (own_sidecar,)
LOCAL = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
UNAVAILABLE = 69
SERVED, REFUSED, UNREACHED = "served", "PERMISSION_DENIED", "UNAVAILABLE"


class Authority:
    """Makes certificates in PEM, as files of a folder."""

    def __init__(self, folder: Path, name: str):
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.root = folder / f"{name}-ca.pem"
        root = self.certificate(self.name, self.key, [], is_authority=True)
        self.root.write_bytes(root.public_bytes(serialization.Encoding.PEM))

    def certificate(self, subject, key, names: list, is_authority: bool = False, days: int = 2):
        now = datetime.datetime.now(datetime.timezone.utc)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject).issuer_name(self.name).public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=3))
            .not_valid_after(now + datetime.timedelta(days=days))
            .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
        )
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return builder.sign(self.key, hashes.SHA256())

    def issue(self, file: str, subject: str, *names: x509.GeneralName, days: int = 2):
        """A certificate and its key; the paths of both."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
        made = self.certificate(name, key, list(names), days=days)
        paths = self.folder / f"{file}.pem", self.folder / f"{file}.key"
        paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
        paths[1].write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return paths


def tenant(name: str) -> x509.UniformResourceIdentifier:
    return x509.UniformResourceIdentifier(f"farthing:tenant:{name}")


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path, "ours")


@pytest.fixture
def remote(own_sidecar, authority: Authority):
    """A server on a socket and on TCP, and its port there."""
    certificate, key = authority.issue("server", "localhost", *LOCAL)
    port = free_port()
    server = own_sidecar(
        *("--sidecar-listen", f"127.0.0.1:{port}", "--sidecar-client-ca", str(authority.root)),
        *("--tls-cert", str(certificate), "--tls-key", str(key)),
        *("--console", "off"),
    )
    return server, port


def credentials(authority: Authority, own: tuple[Path, Path] | None) -> grpc.ChannelCredentials:
    root = authority.root.read_bytes()
    if own is None:
        return grpc.ssl_channel_credentials(root)
    return grpc.ssl_channel_credentials(root, own[1].read_bytes(), own[0].read_bytes())


async def said(port: int, given: grpc.ChannelCredentials) -> str:
    """Whether a handshake of the protocol is answered, or by which status it is refused."""
    async with grpc.aio.secure_channel(f"localhost:{port}", given) as channel:
        stub = adapter_pb2_grpc.SidecarAdapterStub(channel)
        request = wire.HandshakeRequest(protocol_version=1, tenant_id_assertion=TENANT)
        try:
            answer = await stub.Handshake(request, timeout=SECONDS_MAX)
        except grpc.aio.AioRpcError as error:
            return error.code().name
        assert answer.session_id
        return SERVED


@asynchronous
async def test_a_certificate_is_for_one_tenant(remote, authority, tmp_path):
    _, port = remote
    foreign = Authority(tmp_path, "foreign")
    tried = {
        "named": (authority.issue("named", "agent", tenant(TENANT)), SERVED),
        "common name": (authority.issue("common", TENANT), SERVED),
        "one of two": (authority.issue("two", "x", tenant("other"), tenant(TENANT)), SERVED),
        "another's": (authority.issue("other", "agent", tenant("other")), REFUSED),
        # A name that says a tenant counts alone, whatever the common name is.
        "another's, and ours": (authority.issue("both", TENANT, tenant("other")), REFUSED),
        "nobody's": (authority.issue("nobody", "agent"), REFUSED),
        "a stranger's": (foreign.issue("stranger", TENANT, tenant(TENANT)), UNREACHED),
        "an old one": (authority.issue("old", TENANT, tenant(TENANT), days=-1), UNREACHED),
        "none": (None, UNREACHED),
    }
    found = {name: await said(port, credentials(authority, own)) for name, (own, _) in tried.items()}
    assert found == {name: expected for name, (_, expected) in tried.items()}
    async with grpc.aio.insecure_channel(f"localhost:{port}") as plain:
        with pytest.raises(grpc.aio.AioRpcError) as info:
            await adapter_pb2_grpc.SidecarAdapterStub(plain).Handshake(
                wire.HandshakeRequest(protocol_version=1), timeout=SECONDS_MAX
            )
        assert info.value.code() == grpc.StatusCode.UNAVAILABLE


@asynchronous
async def test_both_doors_count_in_the_same_budgets(remote, authority):
    server, port = remote
    budget = fresh("usd")
    given = credentials(authority, authority.issue("agent", "agent", tenant(TENANT)))
    async with grpc.aio.secure_channel(f"localhost:{port}", given) as channel:
        stub = adapter_pb2_grpc.SidecarAdapterStub(channel)
        request = wire.DecisionRequest(
            trigger=wire.DecisionRequest.LLM_CALL_PRE, route="llm.call",
            ids=common.SpendGuardIds(run_id="run", step_id="step"),
            inputs=wire.DecisionRequest.Inputs(projected_claims=[claim(budget, 900_000)]),
            idempotency=common.Idempotency(key="k"),
        )
        far = await stub.RequestDecision(request)
        assert far.decision == wire.DecisionResponse.CONTINUE
        async with Agent(server) as agent:
            near = await agent.ask(claim(budget, 900_000), key="k")
            assert list(near.reservation_ids) == list(far.reservation_ids)
            [ack] = [ack async for ack in stub.EmitTraceEvents(iter([post(far.reservation_ids[0], 7)]))]
            assert ack.status == wire.TraceEventAck.ACCEPTED
            await agent.commit(near.reservation_ids[0], 5, MICROS)
    assert server.account(budget).spent == 12 * NANOS
    server.check_whole()


@pytest.mark.parametrize("restarts", [False, True])
@asynchronous
async def test_who_was_served_before_closes_its_own_reservations_alone(remote, authority, restarts):
    server, port = remote

    def asked(key: str) -> wire.DecisionRequest:
        return wire.DecisionRequest(
            trigger=wire.DecisionRequest.LLM_CALL_PRE, route="llm.call",
            ids=common.SpendGuardIds(run_id="run", step_id="step"),
            inputs=wire.DecisionRequest.Inputs(projected_claims=[claim("usd-1", 100_000)]),
            idempotency=common.Idempotency(key=key),
        )

    async def told(stub, *events) -> list[int]:
        return [ack.status async for ack in stub.EmitTraceEvents(iter(events))]

    given = credentials(authority, authority.issue("earlier", "agent", tenant(TENANT)))
    other = credentials(authority, authority.issue("other", "agent", tenant("other")))
    third = credentials(authority, authority.issue("third", "agent", tenant("third")))
    place = f"localhost:{port}"
    async with grpc.aio.secure_channel(place, given) as channel:
        stub = adapter_pb2_grpc.SidecarAdapterStub(channel)
        paid, back, left = [(await stub.RequestDecision(asked(key))).reservation_ids[0] for key in "abc"]
    server.policy = POLICY.replace(f"tenant: {TENANT}", "tenant: other")
    if restarts:
        server.restart()
    else:
        server.policy_file.write_text(server.policy)
        server.run("policy", "reload", "--data", server.data)
    async with grpc.aio.secure_channel(place, other) as channel:
        served = adapter_pb2_grpc.SidecarAdapterStub(channel)
        theirs = (await served.RequestDecision(asked("d"))).reservation_ids[0]
    async with grpc.aio.secure_channel(place, third) as channel:
        stranger = adapter_pb2_grpc.SidecarAdapterStub(channel)
        assert await told(stranger, post(paid, 7), post(theirs, 7), run_end("run")) == [
            REJECTED, REJECTED, ACCEPTED
        ]
    async with grpc.aio.secure_channel(place, given) as channel:
        stub = adapter_pb2_grpc.SidecarAdapterStub(channel)
        with pytest.raises(grpc.aio.AioRpcError) as info:
            await stub.RequestDecision(asked("e"))
        assert info.value.code() == grpc.StatusCode.PERMISSION_DENIED
        assert server.account("usd-1").held == 400_000 * NANOS, "nobody has closed anything"
        assert await told(stub, post(paid, 7), post(theirs, 7)) == [ACCEPTED, REJECTED]
        release = wire.ReleaseReservationRequest(reservation_id=back, tenant_id=TENANT)
        assert (await stub.ReleaseReservation(release)).released_reservation_ids == [back]
        with pytest.raises(grpc.aio.AioRpcError) as info:
            await stub.ReleaseReservation(wire.ReleaseReservationRequest(reservation_id=theirs))
        assert info.value.code() == grpc.StatusCode.NOT_FOUND
        assert server.account("usd-1").held == 200_000 * NANOS
        # The end of a run of that name: of its own alone.
        assert await told(stub, run_end("run")) == [ACCEPTED]
        account = server.account("usd-1")
        assert (account.spent, account.held) == (7 * NANOS, 100_000 * NANOS) and left
    server.check_whole()


def test_tcp_without_certificates_on_both_sides_is_refused(authority, tmp_path):
    (tmp_path / "policy.yaml").write_text(POLICY)
    certificate, key = authority.issue("server", "localhost", *LOCAL)
    place = ["--sidecar-listen", "127.0.0.1:0"]
    own = ["--tls-cert", certificate, "--tls-key", key]
    (tmp_path / "empty.pem").write_text("")
    (tmp_path / "broken.pem").write_text(authority.root.read_text().replace("MII", "!!!", 1))
    for flags, told in (
        (place, "--tls-cert and --tls-key"),
        ([*place, *own], "--sidecar-client-ca FILE"),
        ([*place, *own, "--sidecar-client-ca", tmp_path / "missing.pem"], "cannot be read"),
        ([*place, *own, "--sidecar-client-ca", tmp_path / "empty.pem"], "no certificates in PEM"),
        ([*place, *own, "--sidecar-client-ca", tmp_path / "broken.pem"], "no certificates in PEM"),
        ([*place, *own, "--sidecar-client-ca", key], "no certificates in PEM"),
    ):
        done = serve_for_a_moment(tmp_path / "data", tmp_path / "policy.yaml", *flags)
        assert done.returncode != 0 and told in done.stderr, done


def test_a_port_in_use_fails_the_start(authority, tmp_path):
    (tmp_path / "policy.yaml").write_text(POLICY)
    certificate, key = authority.issue("server", "localhost", *LOCAL)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        place = f"127.0.0.1:{other.getsockname()[1]}"
        done = serve_for_a_moment(
            tmp_path / "data", tmp_path / "policy.yaml", "--sidecar-listen", place,
            *("--sidecar", tmp_path / "adapter.sock", "--sidecar-client-ca", authority.root),
            *("--tls-cert", certificate, "--tls-key", key),
        )
    assert done.returncode == UNAVAILABLE, done
    assert f"cannot listen on --sidecar-listen {place}: address already in use" in done.stderr
    assert "ready on" not in done.stdout + done.stderr
    assert not (tmp_path / "adapter.sock").exists()


def test_it_listens_when_it_says_ready(remote):
    _, port = remote
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS_MAX):
        pass
