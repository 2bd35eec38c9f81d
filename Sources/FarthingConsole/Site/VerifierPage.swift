/// The verifier: one page that needs no server, served as it is. What it may do, its own policy says by
/// the hashes of its script and style.
struct VerifierPage: Sendable {
    let answer: ConsoleAnswer

    init() {
        var answer = ConsoleAnswer.page(200, Array(Self.text.utf8))
        answer.fields = [
            // A page cannot say of itself who may put it into a frame.
            ("content-security-policy", Self.policy + "; frame-ancestors 'none'"),
            ("referrer-policy", "no-referrer"),
        ]
        self.answer = answer
    }

    /// The policy that the page names for itself; nothing at all, where it names none.
    static var policy: String {
        let start = "<meta http-equiv=\"Content-Security-Policy\" content=\""
        guard let found = text.firstRange(of: start) else { return "default-src 'none'" }
        return String(text[found.upperBound...].prefix { $0 != "\"" })
    }
}
