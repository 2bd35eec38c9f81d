import FarthingCore

extension LedgerError {
    /// The code by which a client knows it.
    var clientCode: String { code == .diskLow ? "disk_low" : "ledger_unavailable" }
}

extension LedgerError.Code {
    /// Whether nothing was applied, so that the same may be tried again later.
    var saysNothingWasDone: Bool { self == .unavailable || self == .diskLow }
}

/// What clients are told when a call does not come to its end.
extension ClientError {
    static func ledgerDown(_ error: LedgerError) -> ClientError {
        ClientError(
            503,
            error.clientCode,
            "The ledger cannot be used: \(error.message). Nothing was sent to the provider.",
            mayRetry: error.code.saysNothingWasDone
        )
    }

    /// What a client is told whose request did not reach the provider in time.
    static func notSent(_ ending: String) -> ClientError {
        if ending == "killed" {
            return ClientError(
                429,
                "stopped",
                "An operator has stopped what this call is for. Nothing was charged.",
                mayRetry: false
            )
        }
        return ClientError(
            ending == "shutdown" ? 503 : 504,
            ending == "shutdown" ? "shutting_down" : "upstream_unreachable",
            "The request could not be sent to the provider in time. Nothing was charged.",
            mayRetry: true
        )
    }

    /// What a client is told when the provider's answer did not become whole; the call was charged,
    /// so that trying again by itself would be charged again.
    static func incomplete(_ ending: String) -> ClientError {
        switch ending {
        case "timeout":
            ClientError(
                504,
                "upstream_timeout",
                "The provider was silent for too long. The call was charged, since it may be billed.",
                mayRetry: false
            )
        case "tooLarge":
            ClientError(
                502,
                "upstream_too_large",
                "The provider's answer is too large. The call was charged.",
                mayRetry: false
            )
        case "killed":
            ClientError(
                429,
                "stopped",
                "An operator has stopped what this call is for. The call was charged, since it may be "
                    + "billed.",
                mayRetry: false
            )
        case "shutdown":
            ClientError(
                503,
                "shutting_down",
                "The gateway is shutting down. The call was charged, since it may be billed.",
                mayRetry: false
            )
        default:
            ClientError(
                502,
                "upstream_broken",
                "The provider's answer broke off. The call was charged, since it may be billed.",
                mayRetry: false
            )
        }
    }
}
