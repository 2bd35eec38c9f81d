import Farthing
import FarthingCore

/// What the verbs are told, as JSON.
enum RemoteBody {
    /// The whole of a hold; nil for a usage that the verbs have no words for.
    static func hold(_ call: DeskCall, byUsage: Bool) -> [UInt8] {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        if let provider = call.provider {
            json.key("provider")
            json.string(provider)
        }
        if let model = call.model {
            json.key("model")
            json.string(model)
        }
        if let tool = call.scope[.tool] {
            json.key("tool")
            json.string(tool)
        }
        if byUsage {
            bound(call.bound, least: call.leastOutputTokens, &json)
        } else {
            amounts(call.bound.ceilingNanos, call.bound.ceilingTokens, call.bound.credits, &json)
        }
        if let capability = call.capability {
            json.key("capability")
            json.string(capability.name)
        }
        if call.isSent {
            json.key("sent")
            json.bool(true)
        }
        json.key("expires_in_ms")
        json.int(call.expiresInMs)
        json.endObject()
        return json.bytes
    }

    static func extend(_ hold: DeskHold, outputTokens: Int64, byUsage: Bool) -> [UInt8] {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        json.key("id")
        json.string(hold.id.description)
        if outputTokens != hold.outputTokens {
            if byUsage {
                bound(hold.bound.affording(outputTokens: outputTokens), least: nil, &json)
            } else {
                amounts(
                    hold.bound.cost.amountNanos(outputTokens: outputTokens),
                    hold.bound.baseTokens + outputTokens,
                    hold.bound.credits,
                    &json
                )
            }
        }
        json.key("expires_in_ms")
        json.int(hold.expiresInMs)
        json.endObject()
        return json.bytes
    }

    /// A settlement; the model and its usage where the server can price them, else the amounts.
    static func settle(_ hold: DeskHold, _ plan: RemotePlan, _ cost: CallCost, byUsage: Bool)
        -> [UInt8]
    {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        json.key("id")
        json.string(hold.id.description)
        if byUsage, let used = cost.plainUsage, let provider = plan.provider {
            json.key("provider")
            json.string(provider)
            json.key("model")
            json.string(cost.usage?.priced?.model ?? hold.model)
            usage(used, &json)
        } else {
            amounts(cost.nanos, cost.tokens, cost.credits, &json)
        }
        json.key("evidence")
        json.string(cost.evidence.stated)
        json.endObject()
        return json.bytes
    }

    /// Only the id: what was held is charged, or the call may cost from now on.
    static func id(_ id: HoldID, why: String? = nil) -> [UInt8] {
        var json = JSONWriter(capacity: 128)
        json.beginObject()
        json.key("id")
        json.string(id.description)
        if let why {
            json.key("why")
            json.string(why)
        }
        json.endObject()
        return json.bytes
    }

    private static func bound(_ bound: CallAmounts, least: Int64?, _ json: inout JSONWriter) {
        guard let call = bound.callBound else { return }
        json.key("usage")
        json.beginObject()
        json.key("input_tokens")
        json.int(call.inputTokensMax)
        json.key("max_output_tokens")
        json.int(call.outputTokensMax)
        if let least, least < call.outputTokensMax {
            json.key("min_output_tokens")
            json.int(max(0, least))
        }
        json.endObject()
    }

    private static func usage(_ usage: Usage, _ json: inout JSONWriter) {
        json.key("usage")
        json.beginObject()
        json.key("input_tokens")
        json.int(usage.inputTokens)
        json.key("cached_input_tokens")
        json.int(usage.cachedInputTokens)
        json.key("cache_write_tokens")
        json.int(usage.cacheWriteTokens)
        json.key("output_tokens")
        json.int(usage.outputTokens)
        json.key("reasoning_tokens")
        json.int(usage.reasoningTokens)
        json.endObject()
    }

    private static func amounts(
        _ nanos: Int64,
        _ tokens: Int64,
        _ credits: [String: Int64],
        _ json: inout JSONWriter
    ) {
        json.key("amounts")
        json.beginObject()
        json.key("USD")
        json.int(nanos)
        json.key("tokens")
        json.int(tokens)
        for (name, count) in credits.sorted(by: { utf8Precedes($0.key, $1.key) }) {
            json.key(text: "credits:" + name)
            json.int(count)
        }
        json.endObject()
    }
}

extension Evidence {
    /// As a verb takes it: callers have nothing that is better than reported.
    fileprivate var stated: String {
        switch self {
        case .estimated, .metered: rawValue
        default: Evidence.reported.rawValue
        }
    }
}

extension DeskCall {
    /// Whether the verbs have words for all that bounds it, so that the server prices it.
    var isPlain: Bool {
        guard case .call(_, let variants) = cost.kind, variants == .standard,
            provider != nil, model != nil, let bound = bound.callBound
        else { return false }
        return bound
            == CallBound(
                inputTokensMax: bound.inputTokensMax,
                outputTokensMax: bound.outputTokensMax
            )
    }
}

extension CallCost {
    /// What was used, where the verbs have words for all of it.
    var plainUsage: Usage? {
        guard credits.isEmpty, let priced = usage?.priced, priced.variants == .standard else {
            return nil
        }
        let used = priced.usage
        let plain = Usage(
            inputTokens: used.inputTokens,
            cachedInputTokens: used.cachedInputTokens,
            cacheWriteTokens: used.cacheWriteTokens,
            outputTokens: used.outputTokens,
            reasoningTokens: used.reasoningTokens
        )
        return plain == used ? plain : nil
    }
}
