import FarthingCore

/// Rewriting: a cheaper model, a smaller output limit, a usage chunk in the stream.
extension ChatRequest {
    /// The changes that make the request ask for `model` instead of its own, allow each choice
    /// `outputLimit` tokens, and ask for a usage chunk; nil and false change nothing. In order, not
    /// overlapping; empty when the request says all that already.
    ///
    /// `serviceTier` is written into a request that names none at all; the caller has looked.
    ///
    /// The limit goes into the parameter that the model accepts: the client's own, or
    /// `max_completion_tokens` where the client gave none or the model takes no other. A usage
    /// chunk is asked for in streams only; elsewhere OpenAI refuses the option.
    package func splices(
        model newModel: String? = nil,
        outputLimit tokens: Int64? = nil,
        includeUsage: Bool = false,
        serviceTier tier: ServiceTier? = nil
    ) -> [Splice] {
        let asksMore = includeUsage && isStream && !asksUsage
        let renames = onlyLimit != nil && outputLimit != nil && outputLimit?.parameter != onlyLimit
        if newModel == nil, tokens == nil, !asksMore, !renames {
            guard let tier else { return [] }
            return [Splice(lastMemberEnd..<lastMemberEnd, tier.appended)]
        }
        var splices: [Splice] = []
        var appended = ""
        if let newModel, newModel != model {
            splices.append(Splice(modelValue.range, Self.quoted(newModel)))
        }
        if let tokens {
            spliceLimit(tokens, for: newModel ?? model, &splices, &appended)
        } else if newModel != nil || renames, let limit = outputLimit {
            // The other model may not take the parameter that the client used.
            spliceLimit(limit.tokens, for: newModel ?? model, &splices, &appended)
        }
        if asksMore { spliceUsage(&splices, &appended) }
        if let tier { appended += String(decoding: tier.appended, as: UTF8.self) }
        if !appended.isEmpty {
            splices.append(Splice(lastMemberEnd..<lastMemberEnd, Array(appended.utf8)))
        }
        splices.sort {
            ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
        }
        return splices
    }

    /// The parameter in which `model` takes an output limit from this client.
    package func limitParameter(for model: String) -> ChatOutputLimit.Parameter {
        if let onlyLimit { return onlyLimit }
        if OpenAIModel(model).needsMaxCompletionTokens { return .maxCompletionTokens }
        return outputLimit?.parameter ?? .maxCompletionTokens
    }

    private func spliceLimit(
        _ tokens: Int64,
        for model: String,
        _ splices: inout [Splice],
        _ appended: inout String
    ) {
        let parameter = limitParameter(for: model)
        let written = outputLimit.flatMap { limit in
            limitMembers.first { $0.parameter == limit.parameter }
        }
        let same = limitMembers.first { $0.parameter == parameter }
        if let written, written.parameter == parameter {
            guard outputLimit?.tokens != tokens else { return }
            splices.append(Splice(written.value.range, Array(String(tokens).utf8)))
        } else if let same {
            // Present but null: it takes the number, and the parameter refused becomes null.
            splices.append(Splice(same.value.range, Array(String(tokens).utf8)))
            if let written { splices.append(Splice(written.value.range, Array("null".utf8))) }
        } else if let written {
            splices.append(Splice(written.name.range, Self.quoted(parameter.rawValue)))
            if outputLimit?.tokens != tokens {
                splices.append(Splice(written.value.range, Array(String(tokens).utf8)))
            }
        } else {
            appended += ",\"\(parameter.rawValue)\":\(tokens)"
        }
    }

    private func spliceUsage(_ splices: inout [Splice], _ appended: inout String) {
        guard let streamOptions else {
            appended += ",\"stream_options\":{\"include_usage\":true}"
            return
        }
        let range = streamOptions.range
        if streamOptions.isNull {
            splices.append(Splice(range, Array("{\"include_usage\":true}".utf8)))
        } else if let flag = streamOptions.member("include_usage") {
            splices.append(Splice(flag.range, Array("true".utf8)))
        } else {
            let separator = streamOptions.count > 0 ? "," : ""
            let inside = range.lowerBound + 1
            splices.append(
                Splice(inside..<inside, Array("\"include_usage\":true\(separator)".utf8))
            )
        }
    }

    private static func quoted(_ text: String) -> [UInt8] {
        var writer = JSONWriter(capacity: text.utf8.count + 8)
        writer.string(text)
        return writer.bytes
    }
}
