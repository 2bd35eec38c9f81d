import Dispatch
import FarthingReceipts

extension VerifyTarget {
    /// As many threads as there are processors, whatever the number of pieces.
    static let spread: Verifier.Spread = { pieces, body in
        DispatchQueue.concurrentPerform(iterations: pieces) { body($0) }
    }
}
