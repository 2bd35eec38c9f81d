import FarthingCore
import NIOHTTP1

extension RequestCheck.Facts {
    /// Takes in the allowance that a caller shows, where it may use it; when it ends is judged where
    /// something is spent: what is open can be settled later, too.
    mutating func takeAllowance(
        _ fields: HTTPHeaders,
        _ gateway: GatewayState
    ) throws(RequestRefusal) {
        guard hasClaims, let key, let token = fields.first(name: "\(RunFields.allowance)") else {
            return
        }
        let shown = try AllowanceToken.read(token[...], gateway)
        try shown.check(key)
        allowance = shown
    }
}

extension RefusalCode {
    /// Whether a smaller bound of the same call may fit.
    var lacksMoney: Bool {
        self == .overLimit || self == .expectedOverLimit || self == .allowanceExceeded
    }
}
