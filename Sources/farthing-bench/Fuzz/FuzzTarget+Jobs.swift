import FarthingCore
import FarthingProviders

extension FuzzTarget {
    /// States and results of jobs, and requests for batches.
    static let jobs = FuzzTarget(
        name: "jobs",
        seeds: [
            #"{"id":"batch_1","status":"completed","output_file_id":"file-1","request_counts":{"total":2,"completed":2,"failed":0}}"#,
            #"{"id":"resp_1","status":"completed","model":"gpt-4o","usage":{"input_tokens":3,"output_tokens":4,"total_tokens":7}}"#,
            #"{"id":"msgbatch_1","processing_status":"ended","request_counts":{"succeeded":1},"results_url":"https://a/b"}"#,
            #"{"custom_id":"a","response":{"status_code":200,"body":{"object":"chat.completion","usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}}}"#,
            #"{"custom_id":"a","result":{"type":"succeeded","message":{"usage":{"input_tokens":3,"output_tokens":4}}}}"#,
            #"{"requests":[{"custom_id":"a","params":{"model":"claude-haiku-4-5","max_tokens":9,"messages":[{"role":"user","content":"a"}]}}]}"#,
            #"{"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{"model":"gpt-4o","messages":[{"role":"user","content":"a"}]}}"#,
        ].map { [UInt8]($0.utf8) },
        words: [
            #""status":"failed","#, #""output_file_id":null,"#, "..", "/", "\\u002e", "\n", "\r\n",
            #""succeeded":0"#, #""stream":true,"#, #""model":"gpt-4o-mini","#, "},{",
            #""body":{},"#,
        ]
    ) { input, _ throws(FuzzFault) in
        var isTaken = false
        for kind in JobKind.allCases {
            isTaken = try look(kind, input) || isTaken
        }
        let head = DialectHead(method: "POST", path: "/v1/batches")
        let form = Array(#"{"input_file_id":"f","endpoint":"/v1/chat/completions"}"#.utf8)
        let batches: [(any MeteredRequest)?] = [
            try? OpenAIBatchReader().read(form, head, attachment: input),
            try? MessageBatchReader().read(input, head),
        ]
        for case let batch? in batches {
            isTaken = true
            if batch.parts.contains(where: { $0.model != batch.model || $0.isStream }) {
                throw FuzzFault("a batch has a call that it may not have")
            }
            let sent = Splice.apply(batch.splices(RequestChanges(pinsTier: true)), to: input)
            if batch.job == .anthropicBatch, (try? MessageBatchReader().read(sent, head)) == nil {
                throw FuzzFault("a batch that was pinned cannot be read again")
            }
        }
        return isTaken
    }

    private static func look(_ kind: JobKind, _ input: [UInt8]) throws(FuzzFault) -> Bool {
        var isTaken = false
        if let id = kind.identifier(inAnswer: input) {
            isTaken = true
            guard JobName(JobName(kind, id).description) == JobName(kind, id) else {
                throw FuzzFault("a job's name is another when it is read")
            }
        }
        switch kind.state(inAnswer: input) {
        case .results(let target, _):
            isTaken = true
            if target.contains("/.") || target.contains("\n") || target.contains(" ") {
                throw FuzzFault("results at another path: \(target)")
            }
        case .used(let answer):
            isTaken = true
            guard answer.usage?.isWithinBounds == true else { throw FuzzFault("used nothing") }
        case .running, .unbilled, .unknown, .unreadable: break
        }
        var seen: Set<String> = []
        if case .used(let answer) = JobResult(input, of: kind, seen: &seen) {
            isTaken = true
            guard answer.usage?.isWithinBounds == true else { throw FuzzFault("used nothing") }
        }
        if let splice = kind.relink(input, to: "http://here") {
            let changed = Splice.apply([splice], to: input)
            guard (try? JSONDocument(changed)) != nil else { throw FuzzFault("a broken link") }
        }
        return isTaken
    }
}
