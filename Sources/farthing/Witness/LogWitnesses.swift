import FarthingGateway
import FarthingReceipts
import FarthingSQLite
import FarthingWitness
import Logging

/// The witnesses of a server's log, as its checkpoint service asks them.
struct LogWitnesses: Sendable {
    private let panel: WitnessPanel
    private let isEmpty: Bool

    /// Reads the settings; there may be none.
    init(_ settings: Settings, _ folder: DataFolder, _ logger: Logger) throws(Failure) {
        let endpoints = try WitnessSettings.endpoints(settings)
        let min = try WitnessSettings.cosignaturesMin(settings, of: endpoints.count)
        isEmpty = endpoints.isEmpty
        panel = WitnessPanel(
            endpoints,
            cosignaturesMin: min,
            memory: folder.path + "/witnesses",
            clockMs: systemNowMs,
            logger: logger
        )
    }

    /// What offers checkpoints to them, as ``CheckpointHooks/witnesses`` wants it.
    var hook: (@Sendable (CheckpointOffer) async -> WitnessAnswer)? {
        guard !isEmpty else { return nil }
        return { await ask($0) }
    }

    private func ask(_ offer: CheckpointOffer) async -> WitnessAnswer {
        let answer = await panel.ask(
            offer.note,
            offer.checkpoint,
            isUrgent: offer.isUrgent,
            proof: offer.proof
        )
        return WitnessAnswer(cosignatures: answer.cosignatures, isComplete: answer.isComplete)
    }

    func stop() async { await panel.stop() }

    var metrics: [ExtraMetric] {
        let figures = panel.figures
        let rows: [(String, String, Int64)] = [
            ("witnesses", "Witnesses that are configured.", Int64(figures.witnesses)),
            (
                "checkpoint_cosignatures", "Witnesses that have cosigned the last checkpoint.",
                Int64(figures.cosignatures)
            ),
            (
                "witnessed_size", "Entries of the last checkpoint with enough cosignatures.",
                figures.witnessedSize
            ),
            ("cosignatures", "Cosignatures received since the start.", figures.cosigned),
            ("witness_failures", "Offers to witnesses that have failed.", figures.failures),
            ("witness_wrong", "Answers of witnesses that no witness may give.", figures.wrong),
            (
                "log_rollbacks", "Answers of witnesses which show that this log was put back.",
                figures.rollbacks
            ),
            (
                "witness_rollbacks", "Answers which show that a witness was put back.",
                figures.forgetful
            ),
        ]
        return rows.map { ExtraMetric(name: "farthing_" + $0.0, help: $0.1, value: $0.2) }
    }
}
