import FarthingCore
import FarthingPolicy

/// What came of the cases of some files, for people and for programs.
struct TestReport {
    private let isPlain: Bool
    private var files: [(file: String, policy: String, results: [PolicyTestResult])] = []
    private(set) var failedCount = 0
    private var callCount: Int64 = 0

    init(isPlain: Bool) { self.isPlain = isPlain }

    mutating func begin(file: String, policy: String) { files.append((file, policy, [])) }

    /// Takes a result in and returns its lines.
    mutating func add(_ result: PolicyTestResult) -> [String] {
        let file = files[files.count - 1].file
        files[files.count - 1].results.append(result)
        callCount += result.callCount
        if result.isGood { return [paint("✓", .green) + " " + Shown.safe(result.name)] }
        failedCount += 1
        var lines = [paint("✗", .red) + " " + Shown.safe(result.name)]
        for failure in result.failures {
            let call = failure.call.map { "call \($0): " } ?? ""
            var line = "    \(file):\(failure.line): \(call)\(failure.what)"
            if !failure.expected.isEmpty {
                line += ": expected \(failure.expected), got \(failure.got)"
            }
            lines.append(Shown.safe(line))
        }
        var told: Set<String> = []
        for reason in result.failures.flatMap(\.reasons) where told.insert(reason).inserted {
            lines.append("      because " + Shown.safe(reason))
        }
        return lines
    }

    var caseCount: Int { files.reduce(0) { $0 + $1.results.count } }

    var totals: String {
        let good = caseCount - failedCount
        let calls = "\(Shown.grouped(callCount)) call\(callCount == 1 ? "" : "s")"
        if failedCount == 0 { return "\(Shown.count(good, "case")) good, \(calls)" }
        return "\(Shown.count(failedCount, "case")) failed, \(good) good, \(calls)"
    }

    var json: [UInt8] {
        var json = JSONWriter(capacity: 1_024)
        json.beginObject()
        json.key("failed")
        json.int(failedCount)
        json.key("files")
        json.beginArray()
        for file in files {
            json.beginObject()
            json.key("cases")
            json.beginArray()
            for result in file.results { Self.write(result, &json) }
            json.endArray()
            json.key("file")
            json.string(file.file)
            json.key("policy")
            json.string(file.policy)
            json.endObject()
        }
        json.endArray()
        json.key("good")
        json.int(caseCount - failedCount)
        json.key("ok")
        json.bool(failedCount == 0)
        json.endObject()
        return json.bytes
    }

    private static func write(_ result: PolicyTestResult, _ json: inout JSONWriter) {
        json.beginObject()
        json.key("calls")
        json.int(result.callCount)
        json.key("failures")
        json.beginArray()
        for failure in result.failures {
            json.beginObject()
            if let call = failure.call {
                json.key("call")
                json.int(call)
            }
            json.key("expected")
            json.string(failure.expected)
            json.key("got")
            json.string(failure.got)
            json.key("line")
            json.int(failure.line)
            json.key("reasons")
            json.strings(failure.reasons)
            json.key("what")
            json.string(failure.what)
            json.endObject()
        }
        json.endArray()
        json.key("line")
        json.int(result.line)
        json.key("name")
        json.string(result.name)
        json.key("ok")
        json.bool(result.isGood)
        json.endObject()
    }

    private func paint(_ text: String, _ paint: Paint) -> String { isPlain ? text : paint(text) }
}
