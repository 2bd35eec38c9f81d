-- A chat request of about 900 bytes; the counts are printed as one line of JSON at the end.
local words = {}
for i = 1, 120 do words[i] = "word" .. (i % 10) end
local text = table.concat(words, " ")
wrk.method = "POST"
wrk.headers["content-type"] = "application/json"
wrk.headers["authorization"] = "Bearer " .. os.getenv("BENCH_KEY")
wrk.body = '{"model":"gpt-4o-mini","messages":[{"role":"system","content":"You are a helpful '
    .. 'assistant."},{"role":"user","content":"' .. text .. '"}],"max_completion_tokens":64,'
    .. '"temperature":0.2,"user":"bench"}'

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        '{"requests":%d,"microseconds":%d,"refused":%d,"failed":%d,"p50":%d,"p99":%d}\n',
        summary.requests, summary.duration, errors.status,
        errors.connect + errors.read + errors.write + errors.timeout,
        latency:percentile(50), latency:percentile(99)))
end
