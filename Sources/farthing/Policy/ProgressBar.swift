#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// How far a long command has come, on standard error where that is a terminal.
struct ProgressBar {
    /// Often enough to move, seldom enough to cost nothing.
    private static let everyMs: Int64 = 100
    private static let width = 30

    private let total: Int64
    private let what: String
    private let isShown: Bool
    private let startMs: Int64
    private var shownAtMs: Int64

    /// - Parameter isForced: whether it is shown where nobody may be looking, too.
    init(of total: Int64, what: String, isForced: Bool = false) {
        self.total = total
        self.what = what
        isShown = isForced || isatty(2) == 1
        startMs = systemNowMs()
        shownAtMs = startMs
    }

    /// Shows that so much is done.
    mutating func show(_ done: Int64) {
        guard isShown else { return }
        let now = systemNowMs()
        guard now - shownAtMs >= Self.everyMs else { return }
        shownAtMs = now
        let done = min(done, total)
        let filled = Int(Int64(Self.width) * done / max(1, total))
        let bar =
            String(repeating: "█", count: filled)
            + String(repeating: "░", count: Self.width - filled)
        let leftMs = done > 0 ? (now - startMs) * (total - done) / done : 0
        let text =
            "\r\(bar) \(Shown.grouped(done)) of \(Shown.grouped(total)) \(what), "
            + "\(Shown.length(ms: leftMs)) left\u{1B}[K"
        Console.write(text, to: 2)
    }

    /// Takes the bar away.
    func end() {
        if isShown, shownAtMs > startMs { Console.write("\r\u{1B}[K", to: 2) }
    }
}
