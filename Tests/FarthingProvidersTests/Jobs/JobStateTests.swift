import FarthingCore
import FarthingProviders
import Testing

@Suite("Jobs")
struct JobStateTests {
    private enum Told: Equatable {
        case running, unbilled, unknown, unreadable
        case results(String, Int64?)
        case used(Int64)
    }

    private static func told(_ kind: JobKind, _ answer: String) -> Told {
        switch kind.state(inAnswer: Array(answer.utf8)) {
        case .running: .running
        case .unbilled: .unbilled
        case .unknown: .unknown
        case .unreadable: .unreadable
        case .results(let target, let billed): .results(target, billed)
        case .used(let answer): .used(answer.usage?.totalTokens ?? -1)
        }
    }

    @Test("names in journals are read as they were written")
    func names() {
        for kind in JobKind.allCases {
            let name = JobName(kind, "id_1")
            #expect(JobName(name.description) == name)
            #expect(
                JobName(
                    asked: String(kind.rawValue.prefix { $0 != "/" }),
                    method: "GET",
                    path: name.statusTarget[...]
                ) == name
            )
        }
        #expect(JobName("openai/x/1") == nil)
        #expect(JobName("") == nil)
    }

    @Test("a journal keeps what a job may be billed as")
    func records() throws {
        let name = JobName(.openAIResponse, "resp_1")
        for variants in [PriceVariantSet.standard, .auto, [.standard, .flex], .batch] {
            let read = try #require(JobName.recorded(name.record(variants)))
            #expect(read.name == name && read.variants == variants)
        }
        for bad in [
            "", "openai/response/r", "openai/response/r;", "openai/response/r;new", ";batch",
        ] {
            #expect(JobName.recorded(bad) == nil)
        }
    }

    @Test("every path below a job is about it")
    func about() {
        func about(_ path: Substring, _ provider: String = "openai") -> String? {
            JobName(about: path, of: provider)?.description
        }
        #expect(about("/v1/responses/r") == "openai/response/r")
        #expect(about("/v1/responses/r/input_items") == "openai/response/r")
        #expect(about("/v1/batches/b/cancel") == "openai/batch/b")
        #expect(about("/v1/messages/batches/m/results", "anthropic") == "anthropic/batch/m")
        #expect(about("/v1/responses") == nil)
        #expect(about("/v1/files/f") == nil)
    }

    @Test("only questions about a job, and its cancelling, tell its state")
    func asked() {
        func name(_ method: String, _ path: Substring, _ provider: String = "openai") -> String? {
            JobName(asked: provider, method: method, path: path)?.description
        }
        #expect(name("POST", "/v1/batches/b/cancel") == "openai/batch/b")
        #expect(name("POST", "/v1/responses/r/cancel") == "openai/response/r")
        #expect(name("GET", "/v1/messages/batches/m", "anthropic") == "anthropic/batch/m")
        #expect(name("GET", "/v1/messages/batches/m/results", "anthropic") == nil)
        #expect(name("DELETE", "/v1/responses/r") == nil)
        #expect(name("POST", "/v1/batches/b") == nil)
        #expect(name("GET", "/v1/batches/") == nil)
        #expect(name("GET", "/v1/batches/..") == nil)
        #expect(name("GET", "/v1/batches/b", "anthropic") == nil)
        #expect(name("GET", "/v1/responses/r/input_items") == nil)
    }

    @Test("an identifier that could be another path is none")
    func identifiers() {
        func id(_ text: String) -> String? {
            JobKind.openAIBatch.identifier(inAnswer: Array(text.utf8))
        }
        #expect(id(#"{"id":"batch_1"}"#) == "batch_1")
        for bad in [#"{"id":"a/b"}"#, #"{"id":".."}"#, #"{"id":""}"#, #"{"id":5}"#, "[]", "x"] {
            #expect(id(bad) == nil)
        }
        #expect(id(#"{"id":"\#(String(repeating: "a", count: 201))"}"#) == nil)
    }

    @Test("OpenAI's batches")
    func openAIBatches() {
        func told(_ answer: String) -> Told { Self.told(.openAIBatch, answer) }
        for status in ["validating", "in_progress", "finalizing", "cancelling"] {
            #expect(told(#"{"status":"\#(status)"}"#) == .running)
        }
        #expect(told(#"{"status":"failed","output_file_id":null}"#) == .unbilled)
        for status in ["completed", "expired", "cancelled"] {
            #expect(
                told(#"{"status":"\#(status)","output_file_id":"f"}"#)
                    == .results("/v1/files/f/content", nil)
            )
            #expect(told(#"{"status":"\#(status)","output_file_id":null}"#) == .unknown)
            let none = #""request_counts":{"completed":0,"failed":2}"#
            #expect(told(#"{"status":"\#(status)",\#(none)}"#) == .unbilled)
        }
        #expect(told(#"{"status":"completed","output_file_id":"a/../b"}"#) == .unreadable)
        #expect(told(#"{"status":"strange"}"#) == .unreadable)
        #expect(told("{}") == .unreadable)
        #expect(told("nonsense") == .unreadable)
    }

    @Test("background responses")
    func responses() {
        func told(_ answer: String) -> Told { Self.told(.openAIResponse, answer) }
        #expect(told(#"{"status":"queued","usage":null}"#) == .running)
        #expect(told(#"{"status":"in_progress"}"#) == .running)
        let usage = #""usage":{"input_tokens":3,"output_tokens":4,"total_tokens":7}"#
        for status in ["completed", "incomplete", "failed", "cancelled"] {
            #expect(told(#"{"status":"\#(status)","model":"gpt-4o",\#(usage)}"#) == .used(7))
            #expect(told(#"{"status":"\#(status)","usage":null}"#) == .unknown)
        }
    }

    @Test("batches of messages")
    func messages() {
        func told(_ answer: String) -> Told { Self.told(.anthropicBatch, answer) }
        #expect(told(#"{"id":"m","processing_status":"in_progress"}"#) == .running)
        #expect(told(#"{"id":"m","processing_status":"canceling"}"#) == .running)
        let some = #""request_counts":{"succeeded":1}"#
        #expect(
            told(#"{"id":"m","processing_status":"ended",\#(some)}"#)
                == .results("/v1/messages/batches/m/results", 1)
        )
        let none = #""request_counts":{"succeeded":0,"errored":3}"#
        #expect(told(#"{"id":"m","processing_status":"ended",\#(none)}"#) == .unbilled)
        #expect(told(#"{"processing_status":"ended",\#(some)}"#) == .unreadable)
    }

    @Test("a link to results leads back here, and nothing else is changed")
    func links() {
        let body = Array(
            #"{"id":"m_1","results_url":"https://elsewhere/x","processing_status":"ended"}"#.utf8
        )
        let splice = JobKind.anthropicBatch.relink(body, to: "http://here/anthropic")
        let changed = splice.map { String(decoding: Splice.apply([$0], to: body), as: UTF8.self) }
        #expect(
            changed
                == #"{"id":"m_1","results_url":"http://here/anthropic/v1/messages/batches/m_1/"#
                + #"results","processing_status":"ended"}"#
        )
        for other in [
            #"{"id":"m_1","results_url":null}"#, #"{"id":"../x","results_url":"u"}"#, "x",
        ] {
            #expect(JobKind.anthropicBatch.relink(Array(other.utf8), to: "b") == nil)
        }
        #expect(JobKind.openAIBatch.relink(body, to: "b") == nil)
    }

    private static func result(_ line: String, _ kind: JobKind) -> Told {
        var seen: Set<String> = []
        return switch JobResult(Array(line.utf8), of: kind, seen: &seen) {
        case .used(let answer): .used(answer.usage?.totalTokens ?? -1)
        case .unbilled: .unbilled
        case .unknown: .unknown
        }
    }

    @Test("each line of OpenAI's output tells one call's usage")
    func openAILines() {
        func line(_ status: Int, _ body: String) -> Told {
            let response = #"{"status_code":\#(status),"request_id":"r","body":\#(body)}"#
            return Self.result(
                #"{"id":"x","custom_id":"c","response":\#(response),"error":null}"#,
                .openAIBatch
            )
        }
        let chat = #""usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}"#
        #expect(line(200, #"{"object":"chat.completion","model":"gpt-4o",\#(chat)}"#) == .used(7))
        let used = #""usage":{"input_tokens":3,"output_tokens":4,"total_tokens":7}"#
        #expect(line(200, #"{"object":"response","model":"gpt-4o",\#(used)}"#) == .used(7))
        let vectors = #""usage":{"prompt_tokens":5,"total_tokens":5}"#
        #expect(
            line(200, #"{"object":"list","data":[],"model":"text-embedding-3-small",\#(vectors)}"#)
                == .used(5)
        )
        #expect(line(429, #"{"error":{}}"#) == .unbilled)
        #expect(line(200, #"{"object":"chat.completion"}"#) == .unknown)
        #expect(line(200, "null") == .unknown)
        #expect(
            Self.result(
                #"{"custom_id":"c","response":null,"error":{"code":"expired"}}"#,
                .openAIBatch
            )
                == .unbilled
        )
        #expect(Self.result("nonsense", .openAIBatch) == .unknown)
        #expect(Self.result("{}", .openAIBatch) == .unknown)
    }

    @Test("a second line of one call, and a line of none, tell nothing")
    func repeated() {
        let line = #"{"custom_id":"c","result":{"type":"errored"}}"#
        var seen: Set<String> = []
        guard case .unbilled = JobResult(Array(line.utf8), of: .anthropicBatch, seen: &seen),
            case .unknown = JobResult(Array(line.utf8), of: .anthropicBatch, seen: &seen),
            case .unknown = JobResult(
                Array(#"{"result":{"type":"errored"}}"#.utf8),
                of: .anthropicBatch,
                seen: &seen
            )
        else {
            Issue.record("a line counts twice")
            return
        }
    }

    @Test("each line of Anthropic's results tells one call's usage")
    func anthropicLines() {
        func line(_ result: String) -> Told {
            Self.result(#"{"custom_id":"c","result":\#(result)}"#, .anthropicBatch)
        }
        let message =
            #"{"type":"message","model":"claude-haiku-4-5","usage":{"input_tokens":3,"#
            + #""output_tokens":4}}"#
        #expect(line(#"{"type":"succeeded","message":\#(message)}"#) == .used(7))
        for type in ["errored", "canceled", "expired"] {
            #expect(line(#"{"type":"\#(type)"}"#) == .unbilled)
        }
        #expect(line(#"{"type":"succeeded"}"#) == .unknown)
        #expect(line(#"{"type":"strange"}"#) == .unknown)
        #expect(Self.result("x", .anthropicBatch) == .unknown)
    }
}
