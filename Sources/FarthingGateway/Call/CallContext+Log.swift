import FarthingCore
import Logging

/// What the log says of a call.
extension CallContext {
    /// Who asked for what.
    var asked: Logger.Metadata {
        var metadata: Logger.Metadata = ["key": "\(principal)"]
        let named: [Dimension] = [.agent, .model, .run, .tool]
        for dimension in named {
            if let value = scope[dimension] { metadata[dimension.name] = "\(value)" }
        }
        return metadata
    }

    /// Who was refused what by the ledger.
    func refused(_ refusal: Refusal) -> Logger.Metadata {
        var metadata = asked
        metadata["code"] = "\(refusal.code.rawValue)"
        metadata["budget"] = "\(refusal.account?.budget ?? "-")"
        metadata["receipt"] = "\(refusal.sequence ?? -1)"
        return metadata
    }
}
