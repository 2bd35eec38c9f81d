import NIOCore

extension Bill {
    /// Writes one line of JSON for each row.
    func writeRows(into buffer: inout ByteBuffer) {
        for call in rows() {
            buffer.write(member: "{\"id\":", call.id)
            buffer.write(member: ",\"tag\":", call.tag)
            buffer.write(member: ",\"user\":", call.user)
            buffer.write(member: ",\"model\":", call.model)
            buffer.write(member: ",\"requested_model\":", call.requestedModel)
            buffer.write(member: ",\"prompt_tokens\":", call.promptTokens)
            buffer.write(member: ",\"cached_tokens\":", call.cachedTokens)
            buffer.write(member: ",\"cache_write_tokens\":", call.cacheWriteTokens)
            buffer.write(member: ",\"cache_write_hour_tokens\":", call.cacheWriteHourTokens)
            buffer.write(member: ",\"web_searches\":", call.webSearches)
            buffer.write(member: ",\"audio_seconds\":", call.audioSeconds)
            buffer.write(member: ",\"audio_tokens\":", call.audioTokens)
            buffer.write(member: ",\"characters\":", call.characters)
            buffer.write(member: ",\"completion_tokens\":", call.completionTokens)
            buffer.write(member: ",\"reasoning_tokens\":", call.reasoningTokens)
            buffer.write(member: ",\"service_tier\":", call.serviceTier)
            buffer.write(member: ",\"variant\":", call.variant)
            buffer.writeStaticString(call.isStream ? ",\"stream\":true" : ",\"stream\":false")
            buffer.write(member: ",\"fault\":", call.fault.name)
            buffer.write(member: ",\"outcome\":", call.outcome.rawValue)
            buffer.writeStaticString("}\n")
        }
    }

    /// Writes the counts as one object.
    func writeTotals(into buffer: inout ByteBuffer) {
        let totals = totals()
        buffer.write(member: "{\"requests\":", totals.requests)
        buffer.write(member: ",\"open\":", totals.openCalls)
        buffer.write(member: ",\"rows_dropped\":", totals.rowsDropped)
        buffer.write(member: ",\"prompt_tokens\":", totals.promptTokens)
        buffer.write(member: ",\"cached_tokens\":", totals.cachedTokens)
        buffer.write(member: ",\"completion_tokens\":", totals.completionTokens)
        buffer.write(member: ",\"reasoning_tokens\":", totals.reasoningTokens)
        for outcome in BilledCall.Outcome.allCases where outcome != .open {
            buffer.write(member: ",", outcome.rawValue)
            buffer.write(member: ":", totals.byOutcome[outcome] ?? 0)
        }
        buffer.writeStaticString("}\n")
    }
}
