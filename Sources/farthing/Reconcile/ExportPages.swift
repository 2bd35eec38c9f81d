import FarthingCore

/// Pages of the admin APIs, one or an array of them.
///
/// OpenAI: `/v1/organization/usage/…` and `/v1/organization/costs`
/// (developers.openai.com/api/reference, Organization > Usage). Anthropic:
/// `/v1/organizations/usage_report/messages` and `/v1/organizations/cost_report`
/// (platform.claude.com/docs/en/api/admin).
struct ExportPages {
    let file: ExportFile

    func read(_ bytes: [UInt8]) throws(Failure) -> [ExportSource] {
        var limits = JSONLimits.standard
        limits.bytesMax = ExportFile.bytesMax
        limits.nodesMax = 16_000_000
        let root: JSONNode
        do throws(JSONError) {
            root = try JSONDocument(bytes, limits: limits).root
        } catch {
            throw file.fault(error.line, error.message)
        }
        var sources: [ExportSource] = []
        let pages = root.kind == .array ? Array(root.elements) : [root]
        for (index, page) in pages.enumerated() {
            guard let data = page.member("data"), data.kind == .array else {
                throw file.fault(
                    page.line,
                    "data: a page of a usage or cost API has an array of this name; this is "
                        + (page.member("error") == nil ? "something else" : "an error's answer")
                )
            }
            for bucket in data.elements { try take(bucket, into: &sources) }
            if page.member("has_more")?.bool == true, index == pages.count - 1 {
                Console.error(
                    "farthing: \(file.name): has_more: the export goes on with page "
                        + Shown.safe(page.member("next_page")?.string ?? "?")
                )
            }
        }
        guard !sources.isEmpty else { throw file.fault(root.line, "data: there is no bucket") }
        return sources
    }

    private func take(_ bucket: JSONNode, into sources: inout [ExportSource]) throws(Failure) {
        let isOpenAI = bucket.member("start_time") != nil
        let provider = isOpenAI ? "openai" : "anthropic"
        let window = UsageWindow(
            startMs: try time(bucket, isOpenAI ? "start_time" : "starting_at"),
            endMs: try time(bucket, isOpenAI ? "end_time" : "ending_at")
        )
        guard window.startMs < window.endMs else {
            throw file.fault(
                bucket.line,
                "\(isOpenAI ? "end_time" : "ending_at"): not after the start"
            )
        }
        if sources.first.map({ $0.provider != provider }) ?? false {
            throw file.fault(bucket.line, "pages of two providers; give a file for each")
        }
        if sources.isEmpty { sources = [ExportSource(file: file.name, provider: provider)] }
        guard let results = bucket.member("results") ?? bucket.member("result"),
            results.kind == .array
        else { throw file.fault(bucket.line, "results: an array is wanted") }
        try file.add(ExportFigures(), model: nil, in: window, to: &sources[0], line: 0)
        for result in results.elements where try isWanted(result, isOpenAI) {
            let (figures, model) =
                isOpenAI ? try openAI(result) : try anthropic(result)
            try file.add(figures, model: model, in: window, to: &sources[0], line: result.line)
        }
    }

    private func isWanted(_ result: JSONNode, _ isOpenAI: Bool) throws(Failure) -> Bool {
        guard let project = file.project else { return true }
        let name = isOpenAI ? "project_id" : "workspace_id"
        guard let id = result.member(name)?.string else {
            // Anthropic's default workspace has no id.
            if !isOpenAI, result.member(name) != nil { return false }
            throw file.fault(
                result.line,
                "\(name): --project needs an export that is grouped by it"
            )
        }
        return id == project
    }

    // MARK: Results

    private func openAI(_ result: JSONNode) throws(Failure) -> (ExportFigures, String?) {
        if let amount = result.member("amount") {
            guard let value = amount.member("value") else {
                throw file.fault(result.line, "amount.value: a number is wanted")
            }
            let cost = try money(value, "amount.value", shift: 0)
            try checkCurrency(amount.member("currency"), at: result)
            return (ExportFigures(cost: cost), LineItem.model(result.member("line_item")?.string))
        }
        var figures = ExportFigures(requests: try count(result, "num_model_requests"))
        figures.inputTokens = try count(result, "input_tokens")
        figures.outputTokens = try count(result, "output_tokens")
        guard !figures.isEmpty else {
            throw file.fault(
                result.line,
                "amount, input_tokens or num_model_requests: none of them is here"
            )
        }
        return (figures, result.member("model")?.string)
    }

    private func anthropic(_ result: JSONNode) throws(Failure) -> (ExportFigures, String?) {
        let model = result.member("model")?.string
        if let amount = result.member("amount") {
            // The lowest units of the currency: cents.
            let cost = try money(amount, "amount", shift: -2)
            try checkCurrency(result.member("currency"), at: result)
            let kind = result.member("cost_type")?.string
            let other = kind == "tokens" ? nil : kind
            return (ExportFigures(cost: cost), model ?? other)
        }
        guard let uncached = try count(result, "uncached_input_tokens") else {
            throw file.fault(result.line, "amount or uncached_input_tokens: neither is here")
        }
        var input = uncached + (try count(result, "cache_read_input_tokens") ?? 0)
        if let written = result.member("cache_creation"), written.kind == .object {
            for name in ["ephemeral_5m_input_tokens", "ephemeral_1h_input_tokens"] {
                input += try count(written, name) ?? 0
            }
        }
        let output = try count(result, "output_tokens") ?? 0
        return (ExportFigures(inputTokens: input, outputTokens: output), model)
    }

    // MARK: Members

    private func time(_ bucket: JSONNode, _ name: String) throws(Failure) -> Int64 {
        let member = bucket.member(name)
        if let ms = member?.int64.flatMap(ExportTime.ms(seconds:)) { return ms }
        if let ms = member?.string.flatMap(ExportTime.ms) { return ms }
        throw file.fault(
            (member ?? bucket).line,
            "\(name): a time in RFC 3339 or in seconds since 1970 is wanted"
        )
    }

    private func count(_ result: JSONNode, _ name: String) throws(Failure) -> Int64? {
        guard let member = result.member(name), !member.isNull else { return nil }
        guard let count = member.int64, (0...ExportFigures.countMax).contains(count) else {
            throw file.fault(
                member.line,
                "\(name): a whole number from 0 to \(ExportFigures.countMax) is wanted"
            )
        }
        return count
    }

    private func money(_ node: JSONNode, _ name: String, shift: Int) throws(Failure) -> Int128 {
        guard let text = node.decimalText ?? node.string,
            let amount = ExactAmount.parse(text, shift: shift)
        else { throw file.fault(node.line, "\(name): a decimal number is wanted") }
        return amount
    }

    private func checkCurrency(_ node: JSONNode?, at result: JSONNode) throws(Failure) {
        guard let node, let text = node.string, text.lowercased() == "usd" else {
            throw file.fault(
                (node ?? result).line,
                "currency: only USD can be compared with the journal"
            )
        }
    }
}

/// What a cost is for: `gpt-4o-mini-2024-07-18, input`.
enum LineItem {
    /// The model that a line item begins with, or the whole of it where it names no part.
    static func model(_ text: String?) -> String? {
        guard let text, !text.isEmpty else { return nil }
        guard let comma = text.firstIndex(of: ",") else { return text }
        return String(text[..<comma])
    }
}
