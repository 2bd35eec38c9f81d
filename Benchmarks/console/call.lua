-- Announces calls of one tool for the agents whose keys BENCH_KEYS names, one after the other; the
-- counts are printed as one line of JSON at the end.
local requests = {}
local last = 0

-- Requests are made once: what is measured is the server, not the load generator.
function init()
    local headers = { ["content-type"] = "application/json" }
    for key in string.gmatch(os.getenv("BENCH_KEYS"), "%S+") do
        local body = '{"agent_key":"' .. key .. '","tool_name":"' .. os.getenv("BENCH_TOOL")
            .. '","estimated_cost":0}'
        requests[#requests + 1] = wrk.format("POST", "/proxy/call", headers, body)
    end
end

function request()
    last = last % #requests + 1
    return requests[last]
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        '{"requests":%d,"microseconds":%d,"refused":%d,"failed":%d,"p50":%d,"p99":%d,"max":%d}\n',
        summary.requests, summary.duration, errors.status,
        errors.connect + errors.read + errors.write + errors.timeout,
        latency:percentile(50), latency:percentile(99), latency.max))
end
