// Made by Scripts/data/openapi.py of parts/*.json and components.json; edit those.

/// The console's OpenAPI 3.1 document, as `/openapi.json` answers it.
package enum OpenAPIDocument {
    /// The document: compact JSON.
    package static let text = chunks.joined()

    private static let chunks: [String] = [
        #"""
        {"openapi":"3.1.0","info":{"title":"Farthing console","version":"1","license":{"name":"Apach\#
        e-2.0","identifier":"Apache-2.0"},"description":"The control plane of Farthing: see what age\#
        nts spend, change it, stop it, prove it. Beside it, agent-gov's API and actguard's gateway, \#
        as their clients know them.\n\nOurs, under `/v1`: names are snake_case; times (`…_ms`) are m\#
        illiseconds since 1970 in UTC; amounts are whole numbers, money in billionths of its currenc\#
        y (`…_nanos`), and may be larger than 2^53. What names a budget's amount in a request has it\#
        s unit with it, as `5 USD`. Unknown members and parameters are refused. Lists have pages: `n\#
        ext` of one is `cursor` of the next. Items have a `version`, which is their ETag; edits need\#
         it in `If-Match`. Every POST that changes something takes an `Idempotency-Key`. Errors are \#
        `application/problem+json` with a `code`. Members of answers are only ever added.\n\nA princ\#
        ipal whose role is for one workspace sees and changes that one alone: another, and what is i\#
        n it, is 404 as if it were not there. HEAD is answered as GET; other methods that a path doe\#
        s not have are 405, an address of more than 8 KiB is 414, and what is no HTTP is 400 and end\#
        s the connection."},"servers":[{"url":"/"}],"tags":[{"name":"service","description":"The ser\#
        ver itself, and who asks."},{"name":"workspaces","description":"Who shares agents, tools and\#
         a currency. `default` is always there."},{"name":"agents","description":"Who spends: each a\#
        gent has a key of its own and may have a limit for each day of its workspace's zone."},{"nam\#
        e":"keys","description":"Access keys: whose calls count where, and what their holders may do\#
         here."},{"name":"budgets","description":"Limits of the policy in force and of those that ar\#
        e made here, and the accounts in them. What is made here is one budget of the policy's langu\#
        age each, and counts beside the policy's own from then on."},{"name":"tools","description":"\#
        What a call of a tool costs, and what guards it."},{"name":"policies","description":"The pol\#
        icy by which every call is judged, version by version, and what its author needs. The texts \#
        are those of docs/policy.md."},{"name":"prices","description":"The price book in force, with\#
         the policy's own prices before it."},{"name":"approvals","description":"What waits for a hu\#
        man's yes: calls that the policy sends to a group, and tool calls that agent-gov's policies \#
        hold. The money is set aside meanwhile. One vote against denies; nobody votes on a call of t\#
        heir own."},{"name":"receipts","description":"The journal: every decision, charge and change\#
         is an entry in a signed log. docs/formats has the forms."},{"name":"runs","description":"Wh\#
        at is going on: open holds, runs, and the switches that stop things."},{"name":"analytics","\#
        description":"Sums of what was spent, what happens, and who changed what."},{"name":"people"\#
        ,"description":"Who may sign in, who is told, and how the console behaves."},{"name":"agent_\#
        gov","description":"agent-gov's API (0.6) as its clients know it. Amounts are decimals in th\#
        e workspace's currency, times without a zone. Members that are not known are ignored. With `\#
        --agent-gov-compat` no role is asked for on the second listener. Policies here are single co\#
        nditions on tool calls; the policy that all calls are judged by is under `policies`."},{"nam\#
        e":"actguard","description":"The gateway that clients of actguard 1.0 talk to. A cost unit (\#
        CU) is a thousandth of a US dollar. Members that are not known are ignored."}],"paths":{"/he\#
        alth":{"get":{"operationId":"getHealth","tags":["service"],"summary":"Says whether the serve\#
        r works.","security":[],"responses":{"200":{"description":"It works.","content":{"applicatio\#
        n/json":{"schema":{"$ref":"#/components/schemas/Health"}}}},"503":{"description":"The ledger\#
         cannot write, or its disk is nearly full: nothing is admitted.","content":{"application/jso\#
        n":{"schema":{"$ref":"#/components/schemas/Health"}}}}}}},"/openapi.json":{"get":{"operation\#
        Id":"getOpenAPI","tags":["service"],"summary":"Shows this document.","security":[],"response\#
        s":{"200":{"description":"The document.","headers":{"ETag":{"$ref":"#/components/headers/ETa\#
        g"}},"content":{"application/json":{"schema":{"type":"object"}}}}}}},"/docs":{"get":{"operat\#
        ionId":"getDocs","tags":["service"],"summary":"Shows this document for people, with forms to\#
         try it.","security":[],"responses":{"200":{"description":"The page.","content":{"text/html"\#
        :{"schema":{"type":"string"}}}}}}},"/v1/me":{"get":{"operationId":"getMe","tags":["service"]\#
        ,"summary":"Says who asks and what they may do.","security":[{"bearer":["any"]},{"session":[\#
        "any"]}],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{\#
        "$ref":"#/components/schemas/Me"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401\#
        ":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Fo\#
        rbidden"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/respon\#
        ses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/workspaces\#
        ":{"get":{"operationId":"listWorkspaces","tags":["workspaces"],"summary":"Lists the workspac\#
        es, the oldest first.","security":[{"bearer":["viewer"]},{"session":["viewer"]}],"parameters\#
        ":[{"$ref":"#/components/parameters/Limit"},{"$ref":"#/components/parameters/Cursor"}],"resp\#
        onses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/comp\#
        onents/schemas/WorkspaceList"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{\#
        "$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbi\#
        dden"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses\#
        /TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}},"post":{"operationI\#
        d":"createWorkspace","tags":["workspaces"],"summary":"Makes a workspace and shows its own ke\#
        y once.","security":[{"bearer":["admin"]},{"session":["admin"]}],"parameters":[{"$ref":"#/co\#
        mponents/parameters/IdempotencyKey"}],"requestBody":{"required":true,"content":{"application\#
        /json":{"schema":{"$ref":"#/components/schemas/CreateWorkspaceRequest"}}}},"responses":{"201\#
        ":{"description":"Made.","headers":{"Location":{"$ref":"#/components/headers/Location"},"ETa\#
        g":{"$ref":"#/components/headers/ETag"},"Idempotency-Replayed":{"$ref":"#/components/headers\#
        /IdempotencyReplayed"}},"content":{"application/json":{"schema":{"$ref":"#/components/schema\#
        s/WorkspaceWithSecret"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":\#
        "#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},\#
        "409":{"$ref":"#/components/responses/Conflict"},"413":{"$ref":"#/components/responses/TooLa\#
        rge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":"#/componen\#
        ts/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref"\#
        :"#/components/responses/Unavailable"}}}},"/v1/workspaces/{workspace}":{"parameters":[{"name\#
        ":"workspace","in":"path","required":true,"description":"The workspace.","schema":{"$ref":"#\#
        /components/schemas/WorkspaceID"}}],"get":{"operationId":"getWorkspace","tags":["workspaces"\#
        ],"summary":"Shows a workspace.","security":[{"bearer":["viewer"]},{"session":["viewer"]}],"\#
        responses":{"200":{"description":"Done.","headers":{"ETag":{"$ref":"#/components/headers/ETa\#
        g"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Workspace"}}}},"4\#
        00":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unaut\#
        henticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/r\#
        esponses/NotFound"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/compone\#
        nts/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}},"patch\#
        ":{"operationId":"editWorkspace","tags":["workspaces"],"summary":"Changes a workspace's name\#
        , description or zone.","security":[{"bearer":["admin"]},{"session":["admin"]}],"parameters"\#
        :[{"$ref":"#/components/parameters/IfMatchRequired"}],"requestBody":{"required":true,"conten\#
        t":{"application/json":{"schema":{"$ref":"#/components/schemas/EditWorkspaceRequest"}},"appl\#
        ication/merge-patch+json":{"schema":{"$ref":"#/components/schemas/EditWorkspaceRequest"}}}},\#
        "responses":{"200":{"description":"Done.","headers":{"ETag":{"$ref":"#/components/headers/ET\#
        ag"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Workspace"}}}},"\#
        400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unau\#
        thenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/\#
        responses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"412":{"$ref":"#/compo\#
        nents/responses/Stale"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/co\#
        mponents/responses/UnsupportedMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"4\#
        28":{"$ref":"#/components/responses/PreconditionRequired"},"429":{"$ref":"#/components/respo\#
        nses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/agents":{\#
        "get":{"operationId":"listAgents","tags":["agents"],"summary":"Lists the agents: those that \#
        are registered in their order, and behind them those that only their calls name.","security"\#
        :[{"bearer":["viewer"]},{"session":["viewer"]}],"parameters":[{"$ref":"#/components/paramete\#
        rs/Limit"},{"$ref":"#/components/parameters/Cursor"},{"name":"workspace","in":"query","descr\#
        iption":"Of this workspace alone.","schema":{"$ref":"#/components/schemas/WorkspaceID"}},{"n\#
        ame":"state","in":"query","description":"In this state alone; without it all but those that \#
        are retired.","schema":{"type":"string","enum":["active","paused","killed","retired"]}},{"na\#
        me":"name","in":"query","description":"Whose name begins so.","schema":{"type":"string","min\#
        Length":1,"maxLength":100,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"name":"order","in":"query",\#
        "description":"By name, or first what has spent most today, absolutely or of its limit.","sc\#
        hema":{"type":"string","enum":["name","spent","share"],"default":"name"}}],"responses":{"200\#
        ":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schem\#
        as/AgentList"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/compon\#
        ents/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$\#
        ref":"#/components/responses/NotFound"},"422":{"$ref":"#/components/responses/Invalid"},"429\#
        ":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Un\#
        available"}}},"post":{"operationId":"createAgent","tags":["agents"],"summary":"Makes an agen\#
        t and shows its key once.","security":[{"bearer":["operator"]},{"session":["operator"]}],"pa\#
        rameters":[{"$ref":"#/components/parameters/IdempotencyKey"}],"requestBody":{"required":true\#
        ,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/CreateAgentRequest"}}\#
        }},"responses":{"201":{"description":"Made.","headers":{"Location":{"$ref":"#/components/hea\#
        ders/Location"},"ETag":{"$ref":"#/components/headers/ETag"},"Idempotency-Replayed":{"$ref":"\#
        #/components/headers/IdempotencyReplayed"}},"content":{"application/json":{"schema":{"$ref":\#
        "#/components/schemas/AgentWithSecret"}}}},"400":{"$ref":"#/components/responses/BadRequest"\#
        },"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/respon\#
        ses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/components\#
        /responses/Conflict"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/comp\#
        onents/responses/UnsupportedMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"429\#
        ":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Un\#
        available"}}}},"/v1/agents/{agent}":{"parameters":[{"name":"agent","in":"path","required":tr\#
        ue,"description":"The agent: its id, or the name that its calls say where nobody has registe\#
        red it.","schema":{"$ref":"#/components/schemas/AgentName"}}],"get":{"operationId":"getAgent\#
        ","tags":["agents"],"summary":"Shows an agent with today's figures.","security":[{"bearer":[\#
        "viewer"]},{"session":["viewer"]}],"responses":{"200":{"description":"Done.","headers":{"ETa\#
        g":{"$ref":"#/components/headers/ETag"}},"content":{"application/json":{"schema":{"$ref":"#/\#
        components/schemas/AnyAgent"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"\#
        $ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbid\#
        den"},"404":{"$ref":"#/components/responses/NotFound"},"422":{"$ref":"#/components/responses\#
        /Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/componen\#
        ts/responses/Unavailable"}}},"patch":{"operationId":"editAgent","tags":["agents"],"summary":\#
        "Changes an agent's name or daily limit.","security":[{"bearer":["operator"]},{"session":["o\#
        perator"]}],"parameters":[{"$ref":"#/components/parameters/IfMatchRequired"}],"requestBody":\#
        {"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/EditA\#
        gentRequest"}},"application/merge-patch+json":{"schema":{"$ref":"#/components/schemas/EditAg\#
        entRequest"}}}},"responses":{"200":{"description":"Done.","headers":{"ETag":{"$ref":"#/compo\#
        nents/headers/ETag"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/\#
        Agent"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/re\#
        sponses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#\#
        /components/responses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"412":{"$r\#
        ef":"#/components/responses/Stale"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{\#
        "$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":"#/components/responses/\#
        Invalid"},"428":{"$ref":"#/components/responses/PreconditionRequired"},"429":{"$ref":"#/comp\#
        onents/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}},"de\#
        lete":{"operationId":"retireAgent","tags":["agents"],"summary":"Retires an agent: its key is\#
         refused, its history stays.","security":[{"bearer":["operator"]},{"session":["operator"]}],\#
        "parameters":[{"$ref":"#/components/parameters/IfMatchOptional"},{"$ref":"#/components/param\#
        eters/Note"}],"responses":{"204":{"description":"Done; there is nothing to say."},"400":{"$r\#
        ef":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticat\#
        ed"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses\#
        /NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"412":{"$ref":"#/components/res\#
        ponses/Stale"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/r\#
        esponses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/agent\#
        s/{agent}/pause":{"parameters":[{"name":"agent","in":"path","required":true,"description":"T\#
        he agent: its id, or the name that its calls say where nobody has registered it.","schema":{\#
        "$ref":"#/components/schemas/AgentName"}}],"post":{"operationId":"pauseAgent","tags":["agent\#
        s"],"summary":"Refuses the agent's new calls; running ones end.","security":[{"bearer":["ope\#
        rator"]},{"session":["operator"]}],"parameters":[{"$ref":"#/components/parameters/Idempotenc\#
        yKey"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"$ref":"#/c\#
        omponents/schemas/OptionalNote"}}}},"responses":{"200":{"description":"Done.","headers":{"Id\#
        empotency-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"}},"content":{"applica\#
        tion/json":{"schema":{"$ref":"#/components/schemas/AnyAgent"}}}},"400":{"$ref":"#/components\#
        /responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref\#
        ":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"409"\#
        :{"$ref":"#/components/responses/Conflict"},"413":{"$ref":"#/components/responses/TooLarge"}\#
        ,"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":"#/components/re\#
        sponses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/c\#
        omponents/responses/Unavailable"}}}},"/v1/agents/{agent}/resume":{"parameters":[{"name":"age\#
        nt","in":"path","required":true,"description":"The agent: its id, or the name that its calls\#
         say where nobody has registered it.","schema":{"$ref":"#/components/schemas/AgentName"}}],"\#
        post":{"operationId":"resumeAgent","tags":["agents"],"summary":"Lifts a pause or a kill; wha\#
        t was spent today stays spent.","description":"agent-gov's own resume also begins the day at\#
         zero; here that is `resetAgent`.","security":[{"bearer":["operator"]},{"session":["operator\#
        "]}],"parameters":[{"$ref":"#/components/parameters/IdempotencyKey"}],"requestBody":{"requir\#
        ed":false,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/OptionalNote\#
        "}}}},"responses":{"200":{"description":"Done.","headers":{"Idempotency-Replayed":{"$ref":"#\#
        /components/headers/IdempotencyReplayed"}},"content":{"application/json":{"schema":{"$ref":"\#
        #/components/schemas/AnyAgent"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":\#
        {"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forb\#
        idden"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/components/respons\#
        es/Conflict"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/components/r\#
        esponses/UnsupportedMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref\#
        ":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailabl\#
        e"}}}},"/v1/agents/{agent}/reset":{"parameters":[{"name":"agent","in":"path","required":true\#
        ,"description":"The agent.","schema":{"$ref":"#/components/schemas/AgentID"}}],"post":{"oper\#
        ationId":"resetAgent","tags":["agents"],"summary":"Begins the agent's day at zero; a pause s\#
        tays.","security":[{"bearer":["operator"]},{"session":["operator"]}],"parameters":[{"$ref":"\#
        #/components/parameters/IdempotencyKey"}],"requestBody":{"required":false,"content":{"applic\#
        ation/json":{"schema":{"$ref":"#/components/schemas/OptionalNote"}}}},"responses":{"200":{"d\#
        escription":"Done.","headers":{"Idempotency-Replayed":{"$ref":"#/components/headers/Idempote\#
        ncyReplayed"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Agent"}\#
        }}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses
        """#,
        #"""
        /Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/compon\#
        ents/responses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"413":{"$ref":"#/\#
        components/responses/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"}\#
        ,"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooMa\#
        nyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/agents/{agent}/kill\#
        ":{"parameters":[{"name":"agent","in":"path","required":true,"description":"The agent: its i\#
        d, or the name that its calls say where nobody has registered it.","schema":{"$ref":"#/compo\#
        nents/schemas/AgentName"}}],"post":{"operationId":"killAgent","tags":["agents"],"summary":"S\#
        tops the agent: refuses new calls, gives back what was not sent, withdraws its approvals.","\#
        security":[{"bearer":["operator"]},{"session":["operator"]}],"parameters":[{"$ref":"#/compon\#
        ents/parameters/IdempotencyKey"}],"requestBody":{"required":false,"content":{"application/js\#
        on":{"schema":{"$ref":"#/components/schemas/OptionalNote"}}}},"responses":{"200":{"descripti\#
        on":"Done.","headers":{"Idempotency-Replayed":{"$ref":"#/components/headers/IdempotencyRepla\#
        yed"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/KillOutcome"}}}\#
        },"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/U\#
        nauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/componen\#
        ts/responses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"413":{"$ref":"#/co\#
        mponents/responses/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"\#
        422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooMany\#
        Requests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/agents/{agent}/rotate\#
        -key":{"parameters":[{"name":"agent","in":"path","required":true,"description":"The agent.",\#
        "schema":{"$ref":"#/components/schemas/AgentID"}}],"post":{"operationId":"rotateAgentKey","t\#
        ags":["agents"],"summary":"Gives the agent a new key and shows it once.","security":[{"beare\#
        r":["operator"]},{"session":["operator"]}],"parameters":[{"$ref":"#/components/parameters/Id\#
        empotencyKey"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"$r\#
        ef":"#/components/schemas/RotateRequest"}}}},"responses":{"200":{"description":"Done.","head\#
        ers":{"Idempotency-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"}},"content":\#
        {"application/json":{"schema":{"$ref":"#/components/schemas/RotatedAgentKey"}}}},"400":{"$re\#
        f":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticate\#
        d"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/\#
        NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"413":{"$ref":"#/components/resp\#
        onses/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":\#
        "#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"5\#
        03":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/keys":{"get":{"operationId":"listK\#
        eys","tags":["keys"],"summary":"Lists the access keys, the newest first.","security":[{"bear\#
        er":["viewer"]},{"session":["viewer"]}],"parameters":[{"$ref":"#/components/parameters/Limit\#
        "},{"$ref":"#/components/parameters/Cursor"},{"name":"state","in":"query","description":"In \#
        this state alone; without it those in use.","schema":{"type":"string","enum":["active","expi\#
        red","revoked"]}},{"name":"name","in":"query","description":"Whose name begins so.","schema"\#
        :{"type":"string","minLength":1,"maxLength":100,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}}],"respo\#
        nses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/compo\#
        nents/schemas/KeyList"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":\#
        "#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},\#
        "422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooMan\#
        yRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}},"post":{"operationId":"cre\#
        ateKey","tags":["keys"],"summary":"Makes an access key and shows it once.","security":[{"bea\#
        rer":["admin"]},{"session":["admin"]}],"parameters":[{"$ref":"#/components/parameters/Idempo\#
        tencyKey"}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"\#
        #/components/schemas/CreateKeyRequest"}}}},"responses":{"201":{"description":"Made.","header\#
        s":{"Location":{"$ref":"#/components/headers/Location"},"Idempotency-Replayed":{"$ref":"#/co\#
        mponents/headers/IdempotencyReplayed"}},"content":{"application/json":{"schema":{"$ref":"#/c\#
        omponents/schemas/KeyWithSecret"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401\#
        ":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Fo\#
        rbidden"},"409":{"$ref":"#/components/responses/Conflict"},"413":{"$ref":"#/components/respo\#
        nses/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":"\#
        #/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"50\#
        3":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/keys/{key}":{"parameters":[{"name":\#
        "key","in":"path","required":true,"description":"The key's id.","schema":{"$ref":"#/componen\#
        ts/schemas/KeyID"}}],"get":{"operationId":"getKey","tags":["keys"],"summary":"Shows an acces\#
        s key, without its secret.","security":[{"bearer":["viewer"]},{"session":["viewer"]}],"respo\#
        nses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/compo\#
        nents/schemas/Key"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/c\#
        omponents/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404\#
        ":{"$ref":"#/components/responses/NotFound"},"422":{"$ref":"#/components/responses/Invalid"}\#
        ,"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/respons\#
        es/Unavailable"}}},"patch":{"operationId":"editKey","tags":["keys"],"summary":"Changes when \#
        an access key ends.","security":[{"bearer":["admin"]},{"session":["admin"]}],"requestBody":{\#
        "required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/EditKe\#
        yRequest"}},"application/merge-patch+json":{"schema":{"$ref":"#/components/schemas/EditKeyRe\#
        quest"}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema"\#
        :{"$ref":"#/components/schemas/Key"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"\#
        401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses\#
        /Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/components/re\#
        sponses/Conflict"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/compone\#
        nts/responses/UnsupportedMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"429":{\#
        "$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unava\#
        ilable"}}},"delete":{"operationId":"revokeKey","tags":["keys"],"summary":"Refuses an access \#
        key from its next request on.","security":[{"bearer":["admin"]},{"session":["admin"]}],"para\#
        meters":[{"$ref":"#/components/parameters/Note"}],"responses":{"204":{"description":"Done; t\#
        here is nothing to say."},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"\#
        #/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"\#
        404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/components/responses/Confli\#
        ct"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/T\#
        ooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/keys/{key}/rota\#
        te":{"parameters":[{"name":"key","in":"path","required":true,"description":"The key's id.","\#
        schema":{"$ref":"#/components/schemas/KeyID"}}],"post":{"operationId":"rotateKey","tags":["k\#
        eys"],"summary":"Makes a key in another's place and shows it once.","security":[{"bearer":["\#
        admin"]},{"session":["admin"]}],"parameters":[{"$ref":"#/components/parameters/IdempotencyKe\#
        y"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"$ref":"#/comp\#
        onents/schemas/RotateRequest"}}}},"responses":{"200":{"description":"Done.","headers":{"Idem\#
        potency-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"}},"content":{"applicati\#
        on/json":{"schema":{"$ref":"#/components/schemas/RotatedKey"}}}},"400":{"$ref":"#/components\#
        /responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref\#
        ":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"409"\#
        :{"$ref":"#/components/responses/Conflict"},"413":{"$ref":"#/components/responses/TooLarge"}\#
        ,"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":"#/components/re\#
        sponses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/c\#
        omponents/responses/Unavailable"}}}},"/v1/budgets":{"get":{"operationId":"listBudgets","tags\#
        ":["budgets"],"summary":"Lists the budgets by name.","security":[{"bearer":["viewer"]},{"ses\#
        sion":["viewer"]}],"parameters":[{"$ref":"#/components/parameters/Limit"},{"$ref":"#/compone\#
        nts/parameters/Cursor"},{"name":"workspace","in":"query","description":"Of this workspace al\#
        one.","schema":{"$ref":"#/components/schemas/WorkspaceID"}},{"name":"source","in":"query","d\#
        escription":"Where it was made.","schema":{"type":"string","enum":["console","policy","agent\#
        s"]}},{"name":"state","in":"query","description":"In this state alone.","schema":{"type":"st\#
        ring","enum":["open","paused","frozen"]}}],"responses":{"200":{"description":"Done.","conten\#
        t":{"application/json":{"schema":{"$ref":"#/components/schemas/BudgetList"}}}},"400":{"$ref"\#
        :"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"\#
        },"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/No\#
        tFound"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/respons\#
        es/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}},"post":{"operatio\#
        nId":"createBudget","tags":["budgets"],"summary":"Makes a budget, which is in force at once:\#
         what was spent in its open window counts, unless the definition says `countFrom: now`.","se\#
        curity":[{"bearer":["operator"]},{"session":["operator"]}],"parameters":[{"$ref":"#/componen\#
        ts/parameters/IdempotencyKey"}],"requestBody":{"required":true,"content":{"application/json"\#
        :{"schema":{"$ref":"#/components/schemas/CreateBudgetRequest"}}}},"responses":{"201":{"descr\#
        iption":"Made.","headers":{"Location":{"$ref":"#/components/headers/Location"},"ETag":{"$ref\#
        ":"#/components/headers/ETag"},"Idempotency-Replayed":{"$ref":"#/components/headers/Idempote\#
        ncyReplayed"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Budget"\#
        }}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/response\#
        s/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/compo\#
        nents/responses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"413":{"$ref":"#\#
        /components/responses/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"\#
        },"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooM\#
        anyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/budgets/{budget}":\#
        {"parameters":[{"name":"budget","in":"path","required":true,"description":"The budget.","sch\#
        ema":{"$ref":"#/components/schemas/BudgetID"}}],"get":{"operationId":"getBudget","tags":["bu\#
        dgets"],"summary":"Shows a budget.","security":[{"bearer":["viewer"]},{"session":["viewer"]}\#
        ],"responses":{"200":{"description":"Done.","headers":{"ETag":{"$ref":"#/components/headers/\#
        ETag"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Budget"}}}},"4\#
        00":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unaut\#
        henticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/r\#
        esponses/NotFound"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/compone\#
        nts/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}},"put":\#
        {"operationId":"editBudget","tags":["budgets"],"summary":"Puts another definition in a budge\#
        t's place.","description":"Only of budgets that are made here (409 `not_editable`). What its\#
         accounts have spent stays, as for edits of the policy.","security":[{"bearer":["operator"]}\#
        ,{"session":["operator"]}],"parameters":[{"$ref":"#/components/parameters/IfMatch"}],"reques\#
        tBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schema\#
        s/EditBudgetRequest"}}}},"responses":{"200":{"description":"Done.","headers":{"ETag":{"$ref"\#
        :"#/components/headers/ETag"}},"content":{"application/json":{"schema":{"$ref":"#/components\#
        /schemas/Budget"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/com\#
        ponents/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":\#
        {"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},\#
        "412":{"$ref":"#/components/responses/Stale"},"413":{"$ref":"#/components/responses/TooLarge\#
        "},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":"#/components/\#
        responses/Invalid"},"428":{"$ref":"#/components/responses/PreconditionRequired"},"429":{"$re\#
        f":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailab\#
        le"}}},"delete":{"operationId":"removeBudget","tags":["budgets"],"summary":"Removes a budget\#
         that was made here.","description":"409 `in_use` while calls hold money in it.","security":\#
        [{"bearer":["operator"]},{"session":["operator"]}],"parameters":[{"$ref":"#/components/param\#
        eters/IfMatchOptional"},{"$ref":"#/components/parameters/Note"}],"responses":{"204":{"descri\#
        ption":"Done; there is nothing to say."},"400":{"$ref":"#/components/responses/BadRequest"},\#
        "401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/response\#
        s/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/components/r\#
        esponses/Conflict"},"412":{"$ref":"#/components/responses/Stale"},"422":{"$ref":"#/component\#
        s/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":\#
        "#/components/responses/Unavailable"}}}},"/v1/budgets/{budget}/top-up":{"parameters":[{"name\#
        ":"budget","in":"path","required":true,"description":"The budget.","schema":{"$ref":"#/compo\#
        nents/schemas/BudgetID"}}],"post":{"operationId":"topUpBudget","tags":["budgets"],"summary":\#
        "Gives more headroom until the window ends.","security":[{"bearer":["operator"]},{"session":\#
        ["operator"]}],"parameters":[{"$ref":"#/components/parameters/IdempotencyKey"}],"requestBody\#
        ":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Top\#
        UpRequest"}}}},"responses":{"200":{"description":"Done.","headers":{"Idempotency-Replayed":{\#
        "$ref":"#/components/headers/IdempotencyReplayed"}},"content":{"application/json":{"schema":\#
        {"$ref":"#/components/schemas/BudgetChange"}}}},"400":{"$ref":"#/components/responses/BadReq\#
        uest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/r\#
        esponses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/compo\#
        nents/responses/Conflict"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#\#
        /components/responses/UnsupportedMediaType"},"422":{"$ref":"#/components/responses/Invalid"}\#
        ,"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/respons\#
        es/Unavailable"}}}},"/v1/budgets/{budget}/pause":{"parameters":[{"name":"budget","in":"path"\#
        ,"required":true,"description":"The budget.","schema":{"$ref":"#/components/schemas/BudgetID\#
        "}}],"post":{"operationId":"pauseBudget","tags":["budgets"],"summary":"Refuses new calls; ru\#
        nning ones end.","security":[{"bearer":["operator"]},{"session":["operator"]}],"parameters":\#
        [{"$ref":"#/components/parameters/IdempotencyKey"}],"requestBody":{"required":false,"content\#
        ":{"application/json":{"schema":{"$ref":"#/components/schemas/AccountRequest"}}}},"responses\#
        ":{"200":{"description":"Done.","headers":{"Idempotency-Replayed":{"$ref":"#/components/head\#
        ers/IdempotencyReplayed"}},"content":{"application/json":{"schema":{"$ref":"#/components/sch\#
        emas/BudgetChange"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/c\#
        omponents/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404\#
        ":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"\#
        },"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/components/responses/Uns\#
        upportedMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/compone\#
        nts/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/\#
        budgets/{budget}/resume":{"parameters":[{"name":"budget","in":"path","required":true,"descri\#
        ption":"The budget.","schema":{"$ref":"#/components/schemas/BudgetID"}}],"post":{"operationI\#
        d":"resumeBudget","tags":["budgets"],"summary":"Lifts a pause, and a freeze where it is said\#
        .","security":[{"bearer":["operator"]},{"session":["operator"]}],"parameters":[{"$ref":"#/co\#
        mponents/parameters/IdempotencyKey"}],"requestBody":{"required":false,"content":{"applicatio\#
        n/json":{"schema":{"$ref":"#/components/schemas/ResumeBudgetRequest"}}}},"responses":{"200":\#
        {"description":"Done.","headers":{"Idempotency-Replayed":{"$ref":"#/components/headers/Idemp\#
        otencyReplayed"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Budg\#
        etChange"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components\#
        /responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref"\#
        :"#/components/responses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"413":{\#
        "$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedM\#
        ediaType"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/respo\#
        nses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/budgets/{\#
        budget}/reset":{"parameters":[{"name":"budget","in":"path","required":true,"description":"Th\#
        e budget.","schema":{"$ref":"#/components/schemas/BudgetID"}}],"post":{"operationId":"resetB
        """#,
        #"""
        udget","tags":["budgets"],"summary":"Begins accounts anew at zero; open holds settle in the \#
        old ones.","security":[{"bearer":["operator"]},{"session":["operator"]}],"parameters":[{"$re\#
        f":"#/components/parameters/IdempotencyKey"}],"requestBody":{"required":false,"content":{"ap\#
        plication/json":{"schema":{"$ref":"#/components/schemas/AccountRequest"}}}},"responses":{"20\#
        0":{"description":"Done.","headers":{"Idempotency-Replayed":{"$ref":"#/components/headers/Id\#
        empotencyReplayed"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/B\#
        udgetChange"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/compone\#
        nts/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$r\#
        ef":"#/components/responses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"413\#
        ":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/components/responses/Unsupport\#
        edMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/re\#
        sponses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/budget\#
        s/{budget}/limit":{"parameters":[{"name":"budget","in":"path","required":true,"description":\#
        "The budget.","schema":{"$ref":"#/components/schemas/BudgetID"}}],"post":{"operationId":"set\#
        AccountLimit","tags":["budgets"],"summary":"Gives one account a limit of its own, or takes i\#
        t away.","security":[{"bearer":["operator"]},{"session":["operator"]}],"parameters":[{"$ref"\#
        :"#/components/parameters/IdempotencyKey"}],"requestBody":{"required":true,"content":{"appli\#
        cation/json":{"schema":{"$ref":"#/components/schemas/SetLimitRequest"}}}},"responses":{"200"\#
        :{"description":"Done.","headers":{"Idempotency-Replayed":{"$ref":"#/components/headers/Idem\#
        potencyReplayed"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Bud\#
        getChange"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/component\#
        s/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref\#
        ":"#/components/responses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"413":\#
        {"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/components/responses/Unsupported\#
        MediaType"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/resp\#
        onses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/accounts\#
        ":{"get":{"operationId":"listAccounts","tags":["budgets"],"summary":"Lists the open accounts\#
        .","security":[{"bearer":["viewer"]},{"session":["viewer"]}],"parameters":[{"$ref":"#/compon\#
        ents/parameters/Limit"},{"$ref":"#/components/parameters/Cursor"},{"name":"workspace","in":"\#
        query","description":"Of this workspace alone.","schema":{"$ref":"#/components/schemas/Works\#
        paceID"}},{"name":"budget","in":"query","description":"Of this budget alone.","schema":{"$re\#
        f":"#/components/schemas/BudgetID"}},{"name":"scope","in":"query","description":"This accoun\#
        t alone.","schema":{"$ref":"#/components/schemas/AccountScope"}},{"name":"state","in":"query\#
        ","description":"In this state alone.","schema":{"type":"string","enum":["open","paused","fr\#
        ozen"]}},{"name":"order","in":"query","description":"By name, or the fullest first.","schema\#
        ":{"type":"string","enum":["name","share"],"default":"name"}}],"responses":{"200":{"descript\#
        ion":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/AccountLi\#
        st"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/respo\#
        nses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/co\#
        mponents/responses/NotFound"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":\#
        "#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"\#
        }}}},"/v1/tools":{"get":{"operationId":"listTools","tags":["tools"],"summary":"Lists the reg\#
        istered tools by workspace and name.","security":[{"bearer":["viewer"]},{"session":["viewer"\#
        ]}],"parameters":[{"$ref":"#/components/parameters/Limit"},{"$ref":"#/components/parameters/\#
        Cursor"},{"name":"workspace","in":"query","description":"Of this workspace alone.","schema":\#
        {"$ref":"#/components/schemas/WorkspaceID"}},{"name":"category","in":"query","description":"\#
        Of this category alone.","schema":{"type":"string","minLength":1,"maxLength":100,"pattern":"\#
        ^[^\\x00-\\x1f\\x7f]+$","description":"Groups tools for policies."}},{"name":"name","in":"qu\#
        ery","description":"Whose name begins so.","schema":{"type":"string","minLength":1,"maxLengt\#
        h":100,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}}],"responses":{"200":{"description":"Done.","cont\#
        ent":{"application/json":{"schema":{"$ref":"#/components/schemas/ToolList"}}}},"400":{"$ref"\#
        :"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"\#
        },"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/No\#
        tFound"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/respons\#
        es/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/tools/{work\#
        space}/{tool}":{"parameters":[{"name":"workspace","in":"path","required":true,"description":\#
        "The workspace.","schema":{"$ref":"#/components/schemas/WorkspaceID"}},{"name":"tool","in":"\#
        path","required":true,"description":"The tool; a slash in its name is written `%2F`.","schem\#
        a":{"$ref":"#/components/schemas/ToolName"}}],"get":{"operationId":"getTool","tags":["tools"\#
        ],"summary":"Shows a tool.","security":[{"bearer":["viewer"]},{"session":["viewer"]}],"respo\#
        nses":{"200":{"description":"Done.","headers":{"ETag":{"$ref":"#/components/headers/ETag"}},\#
        "content":{"application/json":{"schema":{"$ref":"#/components/schemas/Tool"}}}},"400":{"$ref\#
        ":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated\#
        "},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/N\#
        otFound"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/respon\#
        ses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}},"put":{"operatio\#
        nId":"putTool","tags":["tools"],"summary":"Registers a tool, or changes it; calls cost the n\#
        ew price from now on.","security":[{"bearer":["operator"]},{"session":["operator"]}],"parame\#
        ters":[{"$ref":"#/components/parameters/IfMatch"},{"$ref":"#/components/parameters/IfNoneMat\#
        ch"}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/comp\#
        onents/schemas/PutToolRequest"}}}},"responses":{"200":{"description":"Done.","headers":{"ETa\#
        g":{"$ref":"#/components/headers/ETag"}},"content":{"application/json":{"schema":{"$ref":"#/\#
        components/schemas/Tool"}}}},"201":{"description":"Made.","headers":{"ETag":{"$ref":"#/compo\#
        nents/headers/ETag"},"Location":{"$ref":"#/components/headers/Location"}},"content":{"applic\#
        ation/json":{"schema":{"$ref":"#/components/schemas/Tool"}}}},"400":{"$ref":"#/components/re\#
        sponses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"\#
        #/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"\#
        $ref":"#/components/responses/Conflict"},"412":{"$ref":"#/components/responses/Stale"},"413"\#
        :{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/components/responses/Unsupporte\#
        dMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"428":{"$ref":"#/components/res\#
        ponses/PreconditionRequired"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":\#
        {"$ref":"#/components/responses/Unavailable"}}},"delete":{"operationId":"removeTool","tags":\#
        ["tools"],"summary":"Takes a tool out of the registry; what it has cost stays.","security":[\#
        {"bearer":["operator"]},{"session":["operator"]}],"parameters":[{"$ref":"#/components/parame\#
        ters/IfMatchOptional"},{"$ref":"#/components/parameters/Note"}],"responses":{"204":{"descrip\#
        tion":"Done; there is nothing to say."},"400":{"$ref":"#/components/responses/BadRequest"},"\#
        401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses\#
        /Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/components/re\#
        sponses/Conflict"},"412":{"$ref":"#/components/responses/Stale"},"422":{"$ref":"#/components\#
        /responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"\#
        #/components/responses/Unavailable"}}}},"/v1/policies":{"get":{"operationId":"listPolicyVers\#
        ions","tags":["policies"],"summary":"Lists the policy's versions, the newest first.","securi\#
        ty":[{"bearer":["viewer"]},{"session":["viewer"]}],"parameters":[{"$ref":"#/components/param\#
        eters/Limit"},{"$ref":"#/components/parameters/Cursor"},{"name":"state","in":"query","descri\#
        ption":"In this state alone.","schema":{"type":"string","enum":["draft","active","retired"]}\#
        }],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref"\#
        :"#/components/schemas/PolicyVersionList"}}}},"400":{"$ref":"#/components/responses/BadReque\#
        st"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/res\#
        ponses/Forbidden"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/componen\#
        ts/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}},"post":\#
        {"operationId":"uploadPolicy","tags":["policies"],"summary":"Keeps a policy as a new version\#
        , which is not in force yet.","description":"A policy with an error is not kept: 422, with e\#
        very fault's line and column.","security":[{"bearer":["admin"]},{"session":["admin"]}],"para\#
        meters":[{"$ref":"#/components/parameters/IdempotencyKey"}],"requestBody":{"required":true,"\#
        content":{"application/json":{"schema":{"$ref":"#/components/schemas/UploadPolicyRequest"}}}\#
        },"responses":{"201":{"description":"Made.","headers":{"Location":{"$ref":"#/components/head\#
        ers/Location"},"Idempotency-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"}},"\#
        content":{"application/json":{"schema":{"$ref":"#/components/schemas/PolicyVersion"}}}},"400\#
        ":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthe\#
        nticated"},"403":{"$ref":"#/components/responses/Forbidden"},"409":{"$ref":"#/components/res\#
        ponses/Conflict"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/componen\#
        ts/responses/UnsupportedMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"\#
        $ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavai\#
        lable"}}}},"/v1/policies/{version}":{"parameters":[{"name":"version","in":"path","required":\#
        true,"description":"The version's number, `active`, or `file` for the policy's file.","schem\#
        a":{"type":"string","minLength":1,"maxLength":9,"pattern":"^(active|file|[1-9][0-9]{0,8})$"}\#
        }],"get":{"operationId":"getPolicyVersion","tags":["policies"],"summary":"Shows a version wi\#
        th its text.","description":"Where no version is in force, `active` is the policy's file.","\#
        security":[{"bearer":["viewer"]},{"session":["viewer"]}],"responses":{"200":{"description":"\#
        Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/AnyPolicyText"}\#
        }}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses\#
        /Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/compon\#
        ents/responses/NotFound"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/c\#
        omponents/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}}\#
        ,"/v1/policies/check":{"post":{"operationId":"checkPolicy","tags":["policies"],"summary":"Fi\#
        nds everything wrong with a policy, and what in it never applies.","security":[{"bearer":["v\#
        iewer"]},{"session":["viewer"]}],"requestBody":{"required":true,"content":{"application/json\#
        ":{"schema":{"$ref":"#/components/schemas/CheckPolicyRequest"}}}},"responses":{"200":{"descr\#
        iption":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Policy\#
        Check"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/re\#
        sponses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#\#
        /components/responses/NotFound"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$r\#
        ef":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":"#/components/responses/Inv\#
        alid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/r\#
        esponses/Unavailable"}}}},"/v1/policies/diff":{"post":{"operationId":"diffPolicies","tags":[\#
        "policies"],"summary":"Says whether a policy only tightens another one, proved, or shows a c\#
        all that it lets pass.","security":[{"bearer":["viewer"]},{"session":["viewer"]}],"requestBo\#
        dy":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/D\#
        iffPoliciesRequest"}}}},"responses":{"200":{"description":"Done.","content":{"application/js\#
        on":{"schema":{"$ref":"#/components/schemas/PolicyDiff"}}}},"400":{"$ref":"#/components/resp\#
        onses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/\#
        components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"413":{"$r\#
        ef":"#/components/responses/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMedi\#
        aType"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/response\#
        s/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/policies/bac\#
        ktest":{"post":{"operationId":"backtestPolicy","tags":["policies"],"summary":"Judges past ca\#
        lls by another policy.","description":"One at a time: 429 while another runs.","security":[{\#
        "bearer":["operator"]},{"session":["operator"]}],"requestBody":{"required":true,"content":{"\#
        application/json":{"schema":{"$ref":"#/components/schemas/BacktestPolicyRequest"}}}},"respon\#
        ses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/compon\#
        ents/schemas/PolicyBacktest"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"\#
        $ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbid\#
        den"},"404":{"$ref":"#/components/responses/NotFound"},"413":{"$ref":"#/components/responses\#
        /TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":"#/co\#
        mponents/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{\#
        "$ref":"#/components/responses/Unavailable"}}}},"/v1/policies/explain":{"post":{"operationId\#
        ":"explainPolicy","tags":["policies"],"summary":"Says why a call would be decided so, or why\#
         one was.","security":[{"bearer":["viewer"]},{"session":["viewer"]}],"requestBody":{"require\#
        d":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/ExplainPolicyR\#
        equest"}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema\#
        ":{"$ref":"#/components/schemas/PolicyExplanation"}}}},"400":{"$ref":"#/components/responses\#
        /BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/compo\#
        nents/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"413":{"$ref":"\#
        #/components/responses/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType\#
        "},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/Too\#
        ManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/policies/{version\#
        }/activate":{"parameters":[{"name":"version","in":"path","required":true,"description":"The \#
        version's number, or `file` for the policy's file.","schema":{"type":"string","minLength":1,\#
        "maxLength":9,"pattern":"^(file|[1-9][0-9]{0,8})$"}}],"post":{"operationId":"activatePolicy"\#
        ,"tags":["policies"],"summary":"Puts a version in force.","description":"Without a restart; \#
        running calls end under the policy that admitted them. It stays in force over restarts, and \#
        while it is the policy's file is not read, whatever becomes of that: `file` goes back to it.\#
         409 `policy_fault` where it no longer fits the prices or budgets of now.","security":[{"bea\#
        rer":["admin"]},{"session":["admin"]}],"parameters":[{"$ref":"#/components/parameters/Idempo\#
        tencyKey"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"$ref":\#
        "#/components/schemas/ActivatePolicyRequest"}}}},"responses":{"200":{"description":"Done.","\#
        headers":{"Idempotency-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"}},"conte\#
        nt":{"application/json":{"schema":{"$ref":"#/components/schemas/Activated"}}}},"400":{"$ref"\#
        :"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"\#
        },"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/No\#
        tFound"},"409":{"$ref":"#/components/responses/Conflict"},"413":{"$ref":"#/components/respon\#
        ses/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":"#\#
        /components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503\#
        ":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/policies/roll-back":{"post":{"operat\#
        ionId":"rollBackPolicy","tags":["policies"],"summary":"Puts the version in force that was be\#
        fore this one.","description":"Before the first of them there was the policy's file. 409 whe\#
        re there was none.","security":[{"bearer":["admin"]},{"session":["admin"]}],"parameters":[{"\#
        $ref":"#/components/parameters/IdempotencyKey"}],"requestBody":{"required":false,"content":{\#
        "application/json":{"schema":{"$ref":"#/components/schemas/OptionalNote"}}}},"responses":{"2\#
        00":{"description":"Done.","headers":{"Idempotency-Replayed":{"$ref":"#/components/headers/I\#
        dempotencyReplayed"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/\#
        Activated"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/component\#
        s/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"409":{"$ref\#
        ":"#/components/responses/Conflict"},"413":{"$ref":"#/components/responses/TooLarge"},"415":\#
        {"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":"#/components/responses\#
        /Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/componen\#
        ts/responses/Unavailable"}}}},"/v1/prices":{"get":{"operationId":"listPrices","tags":["price\#
        s"],"summary":"Lists models and what they cost.","security":[{"bearer":["viewer"]},{"session\#
        ":["viewer"]}],"parameters":[{"$ref":"#/components/parameters/Limit"},{"$ref":"#/components/\#
        parameters/Cursor"},{"name":"provider","in":"query","description":"The book's word for the p
        """#,
        #"""
        rovider.","schema":{"type":"string","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\#
        \x7f]+$"}},{"name":"model","in":"query","description":"A pattern with `*` and `?`.","schema"\#
        :{"type":"string","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"name"\#
        :"at_ms","in":"query","description":"What held then; now, without it.","schema":{"$ref":"#/c\#
        omponents/schemas/TimeMs"}}],"responses":{"200":{"description":"Done.","content":{"applicati\#
        on/json":{"schema":{"$ref":"#/components/schemas/PriceList"}}}},"400":{"$ref":"#/components/\#
        responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref"\#
        :"#/components/responses/Forbidden"},"422":{"$ref":"#/components/responses/Invalid"},"429":{\#
        "$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unava\#
        ilable"}}}},"/v1/prices/{provider}/{model}":{"parameters":[{"name":"provider","in":"path","r\#
        equired":true,"description":"The book's word for the provider.","schema":{"type":"string","m\#
        inLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"name":"model","in":"path"\#
        ,"required":true,"description":"Any name of the model; a slash in it is written `%2F`.","sch\#
        ema":{"$ref":"#/components/schemas/ModelName"}}],"get":{"operationId":"getPrice","tags":["pr\#
        ices"],"summary":"Shows every edition of a model's price.","security":[{"bearer":["viewer"]}\#
        ,{"session":["viewer"]}],"responses":{"200":{"description":"Done.","content":{"application/j\#
        son":{"schema":{"$ref":"#/components/schemas/PriceEditions"}}}},"400":{"$ref":"#/components/\#
        responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref"\#
        :"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"422":\#
        {"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyReque\#
        sts"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/approvals":{"get":{"operat\#
        ionId":"listApprovals","tags":["approvals"],"summary":"Lists the approvals, the newest first\#
        .","security":[{"bearer":["viewer"]},{"session":["viewer"]}],"parameters":[{"$ref":"#/compon\#
        ents/parameters/Limit"},{"$ref":"#/components/parameters/Cursor"},{"name":"state","in":"quer\#
        y","description":"In this state.","schema":{"type":"string","enum":["pending","granted","use\#
        d","denied","expired","withdrawn"],"default":"pending"}},{"name":"workspace","in":"query","d\#
        escription":"Of this workspace alone.","schema":{"$ref":"#/components/schemas/WorkspaceID"}}\#
        ,{"name":"agent","in":"query","description":"Of this agent alone.","schema":{"$ref":"#/compo\#
        nents/schemas/AgentID"}}],"responses":{"200":{"description":"Done.","content":{"application/\#
        json":{"schema":{"$ref":"#/components/schemas/ApprovalList"}}}},"400":{"$ref":"#/components/\#
        responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref"\#
        :"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"422":\#
        {"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyReque\#
        sts"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/approvals/{approval}":{"pa\#
        rameters":[{"name":"approval","in":"path","required":true,"description":"The approval.","sch\#
        ema":{"$ref":"#/components/schemas/ApprovalID"}}],"get":{"operationId":"getApproval","tags":\#
        ["approvals"],"summary":"Shows an approval.","security":[{"bearer":["viewer"]},{"session":["\#
        viewer"]}],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema"\#
        :{"$ref":"#/components/schemas/Approval"}}}},"400":{"$ref":"#/components/responses/BadReques\#
        t"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/resp\#
        onses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"422":{"$ref":"#/componen\#
        ts/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref"\#
        :"#/components/responses/Unavailable"}}}},"/v1/approvals/{approval}/approve":{"parameters":[\#
        {"name":"approval","in":"path","required":true,"description":"The approval.","schema":{"$ref\#
        ":"#/components/schemas/ApprovalID"}}],"post":{"operationId":"approveApproval","tags":["appr\#
        ovals"],"summary":"Votes for it.","description":"The vote counts also where the money is not\#
         there now (409 `budget_exceeded`).","security":[{"bearer":["approver"]},{"session":["approv\#
        er"]}],"parameters":[{"$ref":"#/components/parameters/IdempotencyKey"}],"requestBody":{"requ\#
        ired":false,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/OptionalNo\#
        te"}}}},"responses":{"200":{"description":"Done.","headers":{"Idempotency-Replayed":{"$ref":\#
        "#/components/headers/IdempotencyReplayed"}},"content":{"application/json":{"schema":{"$ref"\#
        :"#/components/schemas/Approval"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401\#
        ":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Fo\#
        rbidden"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/components/respo\#
        nses/Conflict"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/components\#
        /responses/UnsupportedMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$r\#
        ef":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavaila\#
        ble"}}}},"/v1/approvals/{approval}/deny":{"parameters":[{"name":"approval","in":"path","requ\#
        ired":true,"description":"The approval.","schema":{"$ref":"#/components/schemas/ApprovalID"}\#
        }],"post":{"operationId":"denyApproval","tags":["approvals"],"summary":"Votes against it, wh\#
        ich denies it.","security":[{"bearer":["approver"]},{"session":["approver"]}],"parameters":[\#
        {"$ref":"#/components/parameters/IdempotencyKey"}],"requestBody":{"required":false,"content"\#
        :{"application/json":{"schema":{"$ref":"#/components/schemas/OptionalNote"}}}},"responses":{\#
        "200":{"description":"Done.","headers":{"Idempotency-Replayed":{"$ref":"#/components/headers\#
        /IdempotencyReplayed"}},"content":{"application/json":{"schema":{"$ref":"#/components/schema\#
        s/Approval"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/componen\#
        ts/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$re\#
        f":"#/components/responses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"413"\#
        :{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/components/responses/Unsupporte\#
        dMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/res\#
        ponses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/approva\#
        ls/{approval}/withdraw":{"parameters":[{"name":"approval","in":"path","required":true,"descr\#
        iption":"The approval.","schema":{"$ref":"#/components/schemas/ApprovalID"}}],"post":{"opera\#
        tionId":"withdrawApproval","tags":["approvals"],"summary":"Takes an approval back, granted o\#
        r not.","security":[{"bearer":["operator"]},{"session":["operator"]}],"parameters":[{"$ref":\#
        "#/components/parameters/IdempotencyKey"}],"requestBody":{"required":false,"content":{"appli\#
        cation/json":{"schema":{"$ref":"#/components/schemas/OptionalNote"}}}},"responses":{"200":{"\#
        description":"Done.","headers":{"Idempotency-Replayed":{"$ref":"#/components/headers/Idempot\#
        encyReplayed"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Approv\#
        al"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/respo\#
        nses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/co\#
        mponents/responses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"413":{"$ref"\#
        :"#/components/responses/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaTy\#
        pe"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/T\#
        ooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/receipts":{"get\#
        ":{"operationId":"searchReceipts","tags":["receipts"],"summary":"Finds entries.","descriptio\#
        n":"A page may have fewer items than `limit`, or none, and a `next`: a search looks at a bou\#
        nded part of the journal at a time.","security":[{"bearer":["auditor"]},{"session":["auditor\#
        "]}],"parameters":[{"$ref":"#/components/parameters/Limit"},{"$ref":"#/components/parameters\#
        /Cursor"},{"$ref":"#/components/parameters/FromMs"},{"$ref":"#/components/parameters/ToMs"},\#
        {"name":"kind","in":"query","description":"Of this kind alone, as `settle`.","schema":{"type\#
        ":"string","minLength":1,"maxLength":32,"pattern":"^[A-Za-z]+$"}},{"name":"hold","in":"query\#
        ","description":"Of this call.","schema":{"type":"string","format":"uuid","maxLength":36}},{\#
        "name":"key","in":"query","description":"Of this key's calls.","schema":{"$ref":"#/component\#
        s/schemas/KeyID"}},{"name":"budget","in":"query","description":"That counts in this budget."\#
        ,"schema":{"$ref":"#/components/schemas/BudgetID"}},{"name":"workspace","in":"query","descri\#
        ption":"Of this workspace alone.","schema":{"$ref":"#/components/schemas/WorkspaceID"}},{"na\#
        me":"agent","in":"query","description":"Of this agent.","schema":{"type":"string","minLength\#
        ":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"name":"user","in":"query","descri\#
        ption":"Of this user.","schema":{"type":"string","minLength":1,"maxLength":256,"pattern":"^[\#
        ^\\x00-\\x1f\\x7f]+$"}},{"name":"run","in":"query","description":"Of this run.","schema":{"t\#
        ype":"string","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"name":"mo\#
        del","in":"query","description":"Of this model.","schema":{"type":"string","minLength":1,"ma\#
        xLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"name":"tool","in":"query","description":\#
        "Of this tool.","schema":{"type":"string","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\#
        \\x1f\\x7f]+$"}},{"name":"order","in":"query","description":"Which come first.","schema":{"t\#
        ype":"string","enum":["newest","oldest"],"default":"newest"}}],"responses":{"200":{"descript\#
        ion":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/ReceiptLi\#
        st"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/respo\#
        nses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/co\#
        mponents/responses/NotFound"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":\#
        "#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"\#
        }}}},"/v1/receipts/{sequence}":{"parameters":[{"name":"sequence","in":"path","required":true\#
        ,"description":"The entry's number.","schema":{"$ref":"#/components/schemas/Sequence"}}],"ge\#
        t":{"operationId":"getReceipt","tags":["receipts"],"summary":"Shows an entry as it is stored\#
        , and the seal over it.","security":[{"bearer":["auditor"]},{"session":["auditor"]}],"respon\#
        ses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/compon\#
        ents/schemas/ReceiptEntry"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$r\#
        ef":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidde\#
        n"},"404":{"$ref":"#/components/responses/NotFound"},"422":{"$ref":"#/components/responses/I\#
        nvalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components\#
        /responses/Unavailable"}}}},"/v1/receipts/{sequence}/proof":{"parameters":[{"name":"sequence\#
        ","in":"path","required":true,"description":"The entry's number.","schema":{"$ref":"#/compon\#
        ents/schemas/Sequence"}}],"get":{"operationId":"getReceiptProof","tags":["receipts"],"summar\#
        y":"Proves that an entry is in the log, to be checked anywhere.","description":"503 `not_sea\#
        led` for the moment until the entry is in a checkpoint.","security":[{"bearer":["auditor"]},\#
        {"session":["auditor"]}],"responses":{"200":{"description":"A C2SP tlog-proof; docs/formats/\#
        proofs.md.","content":{"text/plain":{"schema":{"type":"string"}}}},"400":{"$ref":"#/componen\#
        ts/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$r\#
        ef":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"42\#
        2":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRe\#
        quests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/receipts/export":{"get"\#
        :{"operationId":"exportReceipts","tags":["receipts"],"summary":"Streams the journal as a fil\#
        e.","description":"`from_ms` and `to_ms` are of jsonl, csv and focus alone (422 with the oth\#
        ers).","security":[{"bearer":["auditor"]},{"session":["auditor"]}],"parameters":[{"name":"fo\#
        rm","in":"query","description":"Stored lines and seals; agentguard-spend's envelope; or call\#
        s in rows for other tools (docs/exports.md).","schema":{"type":"string","enum":["farthing","\#
        agentguard","jsonl","csv","focus"],"default":"farthing"}},{"$ref":"#/components/parameters/F\#
        romMs"},{"$ref":"#/components/parameters/ToMs"},{"name":"budget","in":"query","description":\#
        "Calls that count in this budget; of jsonl, csv and focus alone.","schema":{"$ref":"#/compon\#
        ents/schemas/BudgetID"}}],"responses":{"200":{"description":"The file. One that ends without\#
         its last line was cut off.","headers":{"Content-Disposition":{"description":"The file's nam\#
        e.","schema":{"type":"string"}}},"content":{"application/x-ndjson":{"schema":{"type":"string\#
        "}},"text/csv":{"schema":{"type":"string"}}}},"400":{"$ref":"#/components/responses/BadReque\#
        st"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/res\#
        ponses/Forbidden"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/componen\#
        ts/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/l\#
        og":{"get":{"operationId":"getLog","tags":["receipts"],"summary":"Says how long the journal \#
        is, and by what it is checked.","security":[{"bearer":["viewer"]},{"session":["viewer"]}],"r\#
        esponses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/c\#
        omponents/schemas/Log"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":\#
        "#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},\#
        "422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooMan\#
        yRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/holds":{"get":{"oper\#
        ationId":"listHolds","tags":["runs"],"summary":"Lists the open holds: who has the headroom."\#
        ,"security":[{"bearer":["viewer"]},{"session":["viewer"]}],"parameters":[{"$ref":"#/componen\#
        ts/parameters/Limit"},{"$ref":"#/components/parameters/Cursor"},{"name":"budget","in":"query\#
        ","description":"In this budget.","schema":{"$ref":"#/components/schemas/BudgetID"}},{"name"\#
        :"scope","in":"query","description":"In this account; with `budget`.","schema":{"$ref":"#/co\#
        mponents/schemas/AccountScope"}},{"name":"workspace","in":"query","description":"Of this wor\#
        kspace alone.","schema":{"$ref":"#/components/schemas/WorkspaceID"}},{"name":"agent","in":"q\#
        uery","description":"Of this agent.","schema":{"type":"string","minLength":1,"maxLength":256\#
        ,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"name":"run","in":"query","description":"Of this run.\#
        ","schema":{"$ref":"#/components/schemas/RunID"}},{"name":"key","in":"query","description":"\#
        Of this key.","schema":{"$ref":"#/components/schemas/KeyID"}},{"name":"order","in":"query","\#
        description":"Which come first.","schema":{"type":"string","enum":["newest","oldest","larges\#
        t"],"default":"newest"}}],"responses":{"200":{"description":"Done.","content":{"application/\#
        json":{"schema":{"$ref":"#/components/schemas/HoldList"}}}},"400":{"$ref":"#/components/resp\#
        onses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/\#
        components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"422":{"$r\#
        ef":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"\#
        },"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/runs":{"get":{"operationId":"l\#
        istRuns","tags":["runs"],"summary":"Lists runs, the latest first.","security":[{"bearer":["v\#
        iewer"]},{"session":["viewer"]}],"parameters":[{"$ref":"#/components/parameters/Limit"},{"$r\#
        ef":"#/components/parameters/Cursor"},{"name":"workspace","in":"query","description":"Of thi\#
        s workspace alone.","schema":{"$ref":"#/components/schemas/WorkspaceID"}},{"name":"agent","i\#
        n":"query","description":"Of this agent.","schema":{"type":"string","minLength":1,"maxLength\#
        ":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"name":"state","in":"query","description":"In th\#
        is state alone.","schema":{"type":"string","enum":["running","ended","killed"]}},{"$ref":"#/\#
        components/parameters/FromMs"},{"$ref":"#/components/parameters/ToMs"}],"responses":{"200":{\#
        "description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/\#
        RunList"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/\#
        responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":\#
        "#/components/responses/NotFound"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$\#
        ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavail\#
        able"}}}},"/v1/runs/{run}":{"parameters":[{"name":"run","in":"path","required":true,"descrip\#
        tion":"The run.","schema":{"$ref":"#/components/schemas/RunID"}}],"get":{"operationId":"getR\#
        un","tags":["runs"],"summary":"Shows a run with all that it started.","security":[{"bearer":\#
        ["viewer"]},{"session":["viewer"]}],"responses":{"200":{"description":"Done.","content":{"ap\#
        plication/json":{"schema":{"$ref":"#/components/schemas/RunDetail"}}}},"400":{"$ref":"#/comp\#
        onents/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":\#
        {"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"}\#
        ,"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooMa\#
        nyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/runs/{run}/kill":{"\#
        parameters":[{"name":"run","in":"path","required":true,"description":"The run.","schema":{"$\#
        ref":"#/components/schemas/RunID"}}],"post":{"operationId":"killRun","tags":["runs"],"summar\#
        y":"Stops a run and all that it started, for good.","security":[{"bearer":["operator"]},{"se\#
        ssion":["operator"]}],"parameters":[{"$ref":"#/components/parameters/IdempotencyKey"}],"requ\#
        estBody":{"required":false,"content":{"application/json":{"schema":{"$ref":"#/components/sch\#
        emas/OptionalNote"}}}},"responses":{"200":{"description":"Done.","headers":{"Idempotency-Rep
        """#,
        #"""
        layed":{"$ref":"#/components/headers/IdempotencyReplayed"}},"content":{"application/json":{"\#
        schema":{"$ref":"#/components/schemas/KillOutcome"}}}},"400":{"$ref":"#/components/responses\#
        /BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/compo\#
        nents/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"\#
        #/components/responses/Conflict"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$\#
        ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":"#/components/responses/In\#
        valid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/\#
        responses/Unavailable"}}}},"/v1/kill":{"get":{"operationId":"getKills","tags":["runs"],"summ\#
        ary":"Says what is stopped as a whole.","security":[{"bearer":["viewer"]},{"session":["viewe\#
        r"]}],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$r\#
        ef":"#/components/schemas/Kills"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401\#
        ":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Fo\#
        rbidden"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/respon\#
        ses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}},"post":{"operati\#
        onId":"killAll","tags":["runs"],"summary":"Stops everything, or a tenant: no new call is adm\#
        itted.","security":[{"bearer":["operator"]},{"session":["operator"]}],"parameters":[{"$ref":\#
        "#/components/parameters/IdempotencyKey"}],"requestBody":{"required":true,"content":{"applic\#
        ation/json":{"schema":{"$ref":"#/components/schemas/KillRequest"}}}},"responses":{"200":{"de\#
        scription":"Done.","headers":{"Idempotency-Replayed":{"$ref":"#/components/headers/Idempoten\#
        cyReplayed"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/KillOutc\#
        ome"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/resp\#
        onses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"409":{"$ref":"#/c\#
        omponents/responses/Conflict"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref\#
        ":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":"#/components/responses/Inval\#
        id"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/res\#
        ponses/Unavailable"}}}},"/v1/kill/lift":{"post":{"operationId":"liftKill","tags":["runs"],"s\#
        ummary":"Lets calls begin again; agents and runs that were stopped by name stay so.","securi\#
        ty":[{"bearer":["operator"]},{"session":["operator"]}],"parameters":[{"$ref":"#/components/p\#
        arameters/IdempotencyKey"}],"requestBody":{"required":true,"content":{"application/json":{"s\#
        chema":{"$ref":"#/components/schemas/LiftKillRequest"}}}},"responses":{"200":{"description":\#
        "Done.","headers":{"Idempotency-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"\#
        }},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Kills"}}}},"400":{"\#
        $ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthentic\#
        ated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/respons\#
        es/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"413":{"$ref":"#/components/r\#
        esponses/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$re\#
        f":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"}\#
        ,"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/analytics":{"get":{"operationId\#
        ":"getAnalytics","tags":["analytics"],"summary":"Adds up what was spent, by one dimension an\#
        d in steps of time.","description":"Without times: the last 24 hours. Everything that was du\#
        rable is counted. Beside the dimension of `by` at most one of workspace, agent, tool, model,\#
         user and run may be named (422).","security":[{"bearer":["viewer"]},{"session":["viewer"]}]\#
        ,"parameters":[{"$ref":"#/components/parameters/FromMs"},{"$ref":"#/components/parameters/To\#
        Ms"},{"name":"by","in":"query","description":"none, workspace, agent, tool, model, user, run\#
         or `tag:NAME`.","schema":{"type":"string","minLength":1,"maxLength":72,"pattern":"^(none|wo\#
        rkspace|agent|tool|model|user|run|tag:[^\\x00-\\x1f\\x7f]{1,64})$","default":"none"}},{"name\#
        ":"step","in":"query","description":"At most 2,000 steps between the times.","schema":{"type\#
        ":"string","enum":["none","hour","day","week","month"],"default":"none"}},{"name":"zone","in\#
        ":"query","description":"In which days begin; UTC, without it.","schema":{"type":"string","m\#
        inLength":1,"maxLength":64,"pattern":"^[A-Za-z0-9+_/-]+$","description":"An IANA zone, in wh\#
        ich days begin."}},{"name":"top","in":"query","description":"How many groups; the rest is `o\#
        ther`.","schema":{"type":"integer","minimum":1,"maximum":200,"default":50}},{"name":"currenc\#
        y","in":"query","description":"Costs in this currency alone.","schema":{"type":"string","pat\#
        tern":"^[A-Z]{3}$","minLength":3,"maxLength":3,"default":"USD"}},{"name":"workspace","in":"q\#
        uery","description":"Of this workspace alone.","schema":{"$ref":"#/components/schemas/Worksp\#
        aceID"}},{"name":"agent","in":"query","description":"Of this agent.","schema":{"type":"strin\#
        g","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"name":"tool","in":"q\#
        uery","description":"Of this tool.","schema":{"type":"string","minLength":1,"maxLength":256,\#
        "pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"name":"model","in":"query","description":"Of this mod\#
        el.","schema":{"type":"string","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]\#
        +$"}},{"name":"user","in":"query","description":"Of this user.","schema":{"type":"string","m\#
        inLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"name":"run","in":"query",\#
        "description":"Of this run.","schema":{"type":"string","minLength":1,"maxLength":256,"patter\#
        n":"^[^\\x00-\\x1f\\x7f]+$"}}],"responses":{"200":{"description":"Done.","content":{"applica\#
        tion/json":{"schema":{"$ref":"#/components/schemas/Analytics"}}}},"400":{"$ref":"#/component\#
        s/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$re\#
        f":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"422\#
        ":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyReq\#
        uests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/events":{"get":{"operati\#
        onId":"streamEvents","tags":["analytics"],"summary":"Streams events as they happen.","descri\#
        ption":"Without a place to go on from it begins now. At most 64 streams (429).","security":[\#
        {"bearer":["viewer"]},{"session":["viewer"]}],"parameters":[{"name":"types","in":"query","de\#
        scription":"Types or patterns with commas between, as `budget.*,approval.*`; without it all \#
        but `call.refused`.","schema":{"type":"string","minLength":1,"maxLength":512,"pattern":"^[a-\#
        z_.*]+(,[a-z_.*]+)*$"}},{"name":"workspace","in":"query","description":"Of this workspace al\#
        one.","schema":{"$ref":"#/components/schemas/WorkspaceID"}},{"name":"after","in":"query","de\#
        scription":"As Last-Event-ID, for who cannot send the header.","schema":{"$ref":"#/component\#
        s/schemas/Sequence"}},{"$ref":"#/components/parameters/LastEventID"}],"responses":{"200":{"d\#
        escription":"Server-sent events; docs/events.md has the types and their members. A comment c\#
        omes every 15 s.","content":{"text/event-stream":{"schema":{"type":"string"},"example":": ev\#
        ents\nretry: 1000\n\nid: 1042\nevent: budget.warning\ndata: {\"type\":\"budget.warning\",\"i\#
        d\":\"4b1d0c2e9a7f4e11-1042\"}\n\n"}}},"400":{"$ref":"#/components/responses/BadRequest"},"4\#
        01":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/\#
        Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"422":{"$ref":"#/components/res\#
        ponses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/co\#
        mponents/responses/Unavailable"}}}},"/v1/audit":{"get":{"operationId":"listChanges","tags":[\#
        "analytics"],"summary":"Lists who changed what, the newest first.","security":[{"bearer":["a\#
        uditor"]},{"session":["auditor"]}],"parameters":[{"$ref":"#/components/parameters/Limit"},{"\#
        $ref":"#/components/parameters/Cursor"},{"$ref":"#/components/parameters/FromMs"},{"$ref":"#\#
        /components/parameters/ToMs"},{"name":"by","in":"query","description":"Who, as `admin` or `p\#
        erson:ID`.","schema":{"type":"string","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1\#
        f\\x7f]+$"}},{"name":"collection","in":"query","description":"Of this collection.","schema":\#
        {"type":"string","enum":["workspaces","agents","tools","rules","asks","budgets","policies","\#
        people","hooks","settings","accounts","keys","kills","alerts"]}},{"name":"id","in":"query","\#
        description":"Of this item; with `collection`.","schema":{"type":"string","minLength":1,"max\#
        Length":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}}],"responses":{"200":{"description":"Done.",\#
        "content":{"application/json":{"schema":{"$ref":"#/components/schemas/ChangeList"}}}},"400":\#
        {"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthent\#
        icated"},"403":{"$ref":"#/components/responses/Forbidden"},"422":{"$ref":"#/components/respo\#
        nses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/comp\#
        onents/responses/Unavailable"}}}},"/v1/people":{"get":{"operationId":"listPeople","tags":["p\#
        eople"],"summary":"Lists who may sign in.","security":[{"bearer":["admin"]},{"session":["adm\#
        in"]}],"parameters":[{"$ref":"#/components/parameters/Limit"},{"$ref":"#/components/paramete\#
        rs/Cursor"}],"responses":{"200":{"description":"Done.","content":{"application/json":{"schem\#
        a":{"$ref":"#/components/schemas/PersonList"}}}},"400":{"$ref":"#/components/responses/BadRe\#
        quest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/\#
        responses/Forbidden"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/compo\#
        nents/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v\#
        1/people/{person}":{"parameters":[{"name":"person","in":"path","required":true,"description"\#
        :"Who it is; percent-encoded.","schema":{"$ref":"#/components/schemas/PersonID"}}],"put":{"o\#
        perationId":"putPerson","tags":["people"],"summary":"Lets somebody sign in, or changes what \#
        they may do.","security":[{"bearer":["admin"]},{"session":["admin"]}],"parameters":[{"$ref":\#
        "#/components/parameters/IfMatch"},{"$ref":"#/components/parameters/IfNoneMatch"}],"requestB\#
        ody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/\#
        PutPersonRequest"}}}},"responses":{"200":{"description":"Done.","headers":{"ETag":{"$ref":"#\#
        /components/headers/ETag"}},"content":{"application/json":{"schema":{"$ref":"#/components/sc\#
        hemas/Person"}}}},"201":{"description":"Made.","headers":{"ETag":{"$ref":"#/components/heade\#
        rs/ETag"},"Location":{"$ref":"#/components/headers/Location"}},"content":{"application/json"\#
        :{"schema":{"$ref":"#/components/schemas/Person"}}}},"400":{"$ref":"#/components/responses/B\#
        adRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/compone\#
        nts/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/\#
        components/responses/Conflict"},"412":{"$ref":"#/components/responses/Stale"},"413":{"$ref":\#
        "#/components/responses/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaTyp\#
        e"},"422":{"$ref":"#/components/responses/Invalid"},"428":{"$ref":"#/components/responses/Pr\#
        econditionRequired"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"\#
        #/components/responses/Unavailable"}}},"delete":{"operationId":"removePerson","tags":["peopl\#
        e"],"summary":"Lets somebody sign in no more; open sessions end.","security":[{"bearer":["ad\#
        min"]},{"session":["admin"]}],"parameters":[{"$ref":"#/components/parameters/IfMatchOptional\#
        "},{"$ref":"#/components/parameters/Note"}],"responses":{"204":{"description":"Done; there i\#
        s nothing to say."},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/comp\#
        onents/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{\#
        "$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"\#
        412":{"$ref":"#/components/responses/Stale"},"422":{"$ref":"#/components/responses/Invalid"}\#
        ,"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/respons\#
        es/Unavailable"}}}},"/v1/webhooks":{"get":{"operationId":"listWebhooks","tags":["people"],"s\#
        ummary":"Lists the webhooks and how their deliveries go.","security":[{"bearer":["admin"]},{\#
        "session":["admin"]}],"parameters":[{"$ref":"#/components/parameters/Limit"},{"$ref":"#/comp\#
        onents/parameters/Cursor"}],"responses":{"200":{"description":"Done.","content":{"applicatio\#
        n/json":{"schema":{"$ref":"#/components/schemas/WebhookList"}}}},"400":{"$ref":"#/components\#
        /responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref\#
        ":"#/components/responses/Forbidden"},"422":{"$ref":"#/components/responses/Invalid"},"429":\#
        {"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unav\#
        ailable"}}},"post":{"operationId":"createWebhook","tags":["people"],"summary":"Makes a webho\#
        ok and shows its secret once.","description":"At most 8 (409 `too_many`).","security":[{"bea\#
        rer":["admin"]},{"session":["admin"]}],"parameters":[{"$ref":"#/components/parameters/Idempo\#
        tencyKey"}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"\#
        #/components/schemas/CreateWebhookRequest"}}}},"responses":{"201":{"description":"Made.","he\#
        aders":{"Location":{"$ref":"#/components/headers/Location"},"ETag":{"$ref":"#/components/hea\#
        ders/ETag"},"Idempotency-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"}},"con\#
        tent":{"application/json":{"schema":{"$ref":"#/components/schemas/WebhookWithSecret"}}}},"40\#
        0":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauth\#
        enticated"},"403":{"$ref":"#/components/responses/Forbidden"},"409":{"$ref":"#/components/re\#
        sponses/Conflict"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/compone\#
        nts/responses/UnsupportedMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"429":{\#
        "$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unava\#
        ilable"}}}},"/v1/webhooks/{webhook}":{"parameters":[{"name":"webhook","in":"path","required"\#
        :true,"description":"The webhook.","schema":{"$ref":"#/components/schemas/WebhookID"}}],"pat\#
        ch":{"operationId":"editWebhook","tags":["people"],"summary":"Changes a webhook.","security"\#
        :[{"bearer":["admin"]},{"session":["admin"]}],"parameters":[{"$ref":"#/components/parameters\#
        /IfMatchRequired"}],"requestBody":{"required":true,"content":{"application/json":{"schema":{\#
        "$ref":"#/components/schemas/EditWebhookRequest"}},"application/merge-patch+json":{"schema":\#
        {"$ref":"#/components/schemas/EditWebhookRequest"}}}},"responses":{"200":{"description":"Don\#
        e.","headers":{"ETag":{"$ref":"#/components/headers/ETag"}},"content":{"application/json":{"\#
        schema":{"$ref":"#/components/schemas/Webhook"}}}},"400":{"$ref":"#/components/responses/Bad\#
        Request"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/component\#
        s/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/co\#
        mponents/responses/Conflict"},"412":{"$ref":"#/components/responses/Stale"},"413":{"$ref":"#\#
        /components/responses/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"\#
        },"422":{"$ref":"#/components/responses/Invalid"},"428":{"$ref":"#/components/responses/Prec\#
        onditionRequired"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/\#
        components/responses/Unavailable"}}},"delete":{"operationId":"removeWebhook","tags":["people\#
        "],"summary":"Removes a webhook; what waits for it is dropped.","security":[{"bearer":["admi\#
        n"]},{"session":["admin"]}],"parameters":[{"$ref":"#/components/parameters/IfMatchOptional"}\#
        ,{"$ref":"#/components/parameters/Note"}],"responses":{"204":{"description":"Done; there is \#
        nothing to say."},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/compon\#
        ents/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$\#
        ref":"#/components/responses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"41\#
        2":{"$ref":"#/components/responses/Stale"},"422":{"$ref":"#/components/responses/Invalid"},"\#
        429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses\#
        /Unavailable"}}}},"/v1/webhooks/{webhook}/test":{"parameters":[{"name":"webhook","in":"path"\#
        ,"required":true,"description":"The webhook.","schema":{"$ref":"#/components/schemas/Webhook\#
        ID"}}],"post":{"operationId":"testWebhook","tags":["people"],"summary":"Sends the webhook a \#
        test event now.","description":"Its type is `webhook.test`.","security":[{"bearer":["admin"]\#
        },{"session":["admin"]}],"parameters":[{"$ref":"#/components/parameters/IdempotencyKey"}],"r\#
        esponses":{"200":{"description":"Done.","headers":{"Idempotency-Replayed":{"$ref":"#/compone\#
        nts/headers/IdempotencyReplayed"}},"content":{"application/json":{"schema":{"$ref":"#/compon\#
        ents/schemas/WebhookTest"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$re\#
        f":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden\#
        "},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/components/responses/Co\#
        nflict"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/respons\#
        es/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/settings":{\#
        "get":{"operationId":"getSettings","tags":["people"],"summary":"Shows the settings.","securi\#
        ty":[{"bearer":["admin"]},{"session":["admin"]}],"responses":{"200":{"description":"Done.","\#
        headers":{"ETag":{"$ref":"#/components/headers/ETag"}},"content":{"application/json":{"schem\#
        a":{"$ref":"#/components/schemas/Settings"}}}},"400":{"$ref":"#/components/responses/BadRequ\#
        est"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/re\#
        sponses/Forbidden"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/compone\#
        nts/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}},"patch\#
        ":{"operationId":"editSettings","tags":["people"],"summary":"Changes settings.","security":[\#
        {"bearer":["admin"]},{"session":["admin"]}],"parameters":[{"$ref":"#/components/parameters/I
        """#,
        #"""
        fMatchRequired"}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"$\#
        ref":"#/components/schemas/EditSettingsRequest"}},"application/merge-patch+json":{"schema":{\#
        "$ref":"#/components/schemas/EditSettingsRequest"}}}},"responses":{"200":{"description":"Don\#
        e.","headers":{"ETag":{"$ref":"#/components/headers/ETag"}},"content":{"application/json":{"\#
        schema":{"$ref":"#/components/schemas/Settings"}}}},"400":{"$ref":"#/components/responses/Ba\#
        dRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/componen\#
        ts/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/c\#
        omponents/responses/Conflict"},"412":{"$ref":"#/components/responses/Stale"},"413":{"$ref":"\#
        #/components/responses/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType\#
        "},"422":{"$ref":"#/components/responses/Invalid"},"428":{"$ref":"#/components/responses/Pre\#
        conditionRequired"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#\#
        /components/responses/Unavailable"}}}},"/":{"get":{"operationId":"getService","tags":["agent\#
        _gov"],"summary":"Says what this is and how much it counts.","description":"JSON for any cli\#
        ent but a browser (`Accept` with `text/html` before JSON), which sees the overview page.","s\#
        ecurity":[],"responses":{"200":{"description":"The service document, or for a browser the ov\#
        erview page.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/PeerServ\#
        ice"}},"text/html":{"schema":{"type":"string"}}}},"303":{"description":"Sign in first.","hea\#
        ders":{"Location":{"$ref":"#/components/headers/Location"}}},"429":{"$ref":"#/components/res\#
        ponses/PeerTooManyRequests"},"503":{"$ref":"#/components/responses/PeerUnavailable"}}}},"/ag\#
        ents/register":{"post":{"operationId":"registerAgent","tags":["agent_gov"],"summary":"Makes \#
        an agent with a daily budget and shows its key once.","description":"Not known workspaces ar\#
        e 404.","security":[{"bearer":["operator"]},{"session":["operator"]}],"requestBody":{"requir\#
        ed":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/RegisterAgent\#
        Request"}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schem\#
        a":{"$ref":"#/components/schemas/RegisteredAgent"}}}},"400":{"$ref":"#/components/responses/\#
        PeerBadRequest"},"401":{"$ref":"#/components/responses/PeerUnauthenticated"},"403":{"$ref":"\#
        #/components/responses/PeerForbidden"},"404":{"$ref":"#/components/responses/PeerNotFound"},\#
        "413":{"$ref":"#/components/responses/PeerTooLarge"},"422":{"$ref":"#/components/responses/P\#
        eerInvalid"},"429":{"$ref":"#/components/responses/PeerTooManyRequests"},"503":{"$ref":"#/co\#
        mponents/responses/PeerUnavailable"}}}},"/proxy/call":{"post":{"operationId":"callTool","tag\#
        s":["agent_gov"],"summary":"Asks for one tool call: charged, held for approval, or refused."\#
        ,"description":"The key may be in the body. In this order: 401 unknown key, 429 paused, the \#
        registered price, 403 a policy blocks, 409, 429 or 503 a guard of the registered tool refuse\#
        s, 429 over the budget, which also pauses the agent.","security":[{"bearer":["agent"]},{}],"\#
        requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/\#
        schemas/ToolCallRequest"}}}},"responses":{"200":{"description":"Done.","content":{"applicati\#
        on/json":{"schema":{"$ref":"#/components/schemas/ToolCallAnswer"}}}},"400":{"$ref":"#/compon\#
        ents/responses/PeerBadRequest"},"401":{"$ref":"#/components/responses/PeerUnauthenticated"},\#
        "403":{"description":"A policy blocks the call; nothing is charged.","content":{"application\#
        /json":{"schema":{"$ref":"#/components/schemas/Detail"},"example":{"detail":{"error":"Policy\#
         violation","violations":[{"policy_id":1,"name":"no sms","reason":"the tool is blocked"}],"m\#
        essage":"1 policy blocks this call"}}}}},"409":{"$ref":"#/components/responses/PeerConflict"\#
        },"413":{"$ref":"#/components/responses/PeerTooLarge"},"422":{"$ref":"#/components/responses\#
        /PeerInvalid"},"429":{"$ref":"#/components/responses/PeerTooManyRequests"},"503":{"$ref":"#/\#
        components/responses/PeerUnavailable"}}}},"/agents/{agent_key}/resume":{"parameters":[{"name\#
        ":"agent_key","in":"path","required":true,"description":"The agent's key, as clients of agen\#
        t-gov have it, or better its id (`ag_…`), which is no secret.","schema":{"type":"string","mi\#
        nLength":1,"maxLength":64,"pattern":"^[A-Za-z0-9_-]+$"}}],"post":{"operationId":"resumeAgent\#
        ByKey","tags":["agent_gov"],"summary":"Takes a paused agent's pause back and begins its day \#
        at zero.","security":[{"bearer":["operator"]},{"session":["operator"]}],"responses":{"200":{\#
        "description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/\#
        ResumedAgent"}}}},"400":{"$ref":"#/components/responses/PeerBadRequest"},"401":{"$ref":"#/co\#
        mponents/responses/PeerUnauthenticated"},"403":{"$ref":"#/components/responses/PeerForbidden\#
        "},"404":{"$ref":"#/components/responses/PeerNotFound"},"422":{"$ref":"#/components/response\#
        s/PeerInvalid"},"429":{"$ref":"#/components/responses/PeerTooManyRequests"},"503":{"$ref":"#\#
        /components/responses/PeerUnavailable"}}}},"/agents/{agent_key}/reset":{"parameters":[{"name\#
        ":"agent_key","in":"path","required":true,"description":"The agent's key, as clients of agen\#
        t-gov have it, or better its id (`ag_…`), which is no secret.","schema":{"type":"string","mi\#
        nLength":1,"maxLength":64,"pattern":"^[A-Za-z0-9_-]+$"}}],"post":{"operationId":"resetAgentB\#
        yKey","tags":["agent_gov"],"summary":"Begins the agent's day at zero; a pause stays.","secur\#
        ity":[{"bearer":["operator"]},{"session":["operator"]}],"responses":{"200":{"description":"D\#
        one.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/ResetAgent"}}}},\#
        "400":{"$ref":"#/components/responses/PeerBadRequest"},"401":{"$ref":"#/components/responses\#
        /PeerUnauthenticated"},"403":{"$ref":"#/components/responses/PeerForbidden"},"404":{"$ref":"\#
        #/components/responses/PeerNotFound"},"422":{"$ref":"#/components/responses/PeerInvalid"},"4\#
        29":{"$ref":"#/components/responses/PeerTooManyRequests"},"503":{"$ref":"#/components/respon\#
        ses/PeerUnavailable"}}}},"/tools/register":{"post":{"operationId":"registerTool","tags":["ag\#
        ent_gov"],"summary":"Registers a tool's price, or changes it.","security":[{"bearer":["opera\#
        tor"]},{"session":["operator"]}],"requestBody":{"required":true,"content":{"application/json\#
        ":{"schema":{"$ref":"#/components/schemas/RegisterToolRequest"}}}},"responses":{"200":{"desc\#
        ription":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Regis\#
        teredTool"}}}},"400":{"$ref":"#/components/responses/PeerBadRequest"},"401":{"$ref":"#/compo\#
        nents/responses/PeerUnauthenticated"},"403":{"$ref":"#/components/responses/PeerForbidden"},\#
        "404":{"$ref":"#/components/responses/PeerNotFound"},"413":{"$ref":"#/components/responses/P\#
        eerTooLarge"},"422":{"$ref":"#/components/responses/PeerInvalid"},"429":{"$ref":"#/component\#
        s/responses/PeerTooManyRequests"},"503":{"$ref":"#/components/responses/PeerUnavailable"}}}}\#
        ,"/tools":{"get":{"operationId":"listRegisteredTools","tags":["agent_gov"],"summary":"Lists \#
        the registered tools.","security":[{"bearer":["viewer"]},{"session":["viewer"]}],"parameters\#
        ":[{"name":"workspace_id","in":"query","description":"Of this workspace alone; empty for all\#
        .","schema":{"type":"string","maxLength":50}}],"responses":{"200":{"description":"Done.","co\#
        ntent":{"application/json":{"schema":{"$ref":"#/components/schemas/PeerTools"}}}},"400":{"$r\#
        ef":"#/components/responses/PeerBadRequest"},"401":{"$ref":"#/components/responses/PeerUnaut\#
        henticated"},"403":{"$ref":"#/components/responses/PeerForbidden"},"422":{"$ref":"#/componen\#
        ts/responses/PeerInvalid"},"429":{"$ref":"#/components/responses/PeerTooManyRequests"},"503"\#
        :{"$ref":"#/components/responses/PeerUnavailable"}}}},"/analytics/tools":{"get":{"operationI\#
        d":"getToolAnalytics","tags":["agent_gov"],"summary":"Says what each tool has cost.","securi\#
        ty":[{"bearer":["viewer"]},{"session":["viewer"]}],"parameters":[{"name":"workspace_id","in"\#
        :"query","description":"Of this workspace alone; empty for all.","schema":{"type":"string","\#
        maxLength":50}}],"responses":{"200":{"description":"Done.","content":{"application/json":{"s\#
        chema":{"$ref":"#/components/schemas/PeerToolAnalytics"}}}},"400":{"$ref":"#/components/resp\#
        onses/PeerBadRequest"},"401":{"$ref":"#/components/responses/PeerUnauthenticated"},"403":{"$\#
        ref":"#/components/responses/PeerForbidden"},"422":{"$ref":"#/components/responses/PeerInval\#
        id"},"429":{"$ref":"#/components/responses/PeerTooManyRequests"},"503":{"$ref":"#/components\#
        /responses/PeerUnavailable"}}}},"/workspaces":{"post":{"operationId":"addWorkspace","tags":[\#
        "agent_gov"],"summary":"Makes a workspace and shows its key once.","security":[{"bearer":["a\#
        dmin"]},{"session":["admin"]}],"requestBody":{"required":true,"content":{"application/json":\#
        {"schema":{"$ref":"#/components/schemas/AddWorkspaceRequest"}}}},"responses":{"200":{"descri\#
        ption":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/AddedWo\#
        rkspace"}}}},"400":{"$ref":"#/components/responses/PeerBadRequest"},"401":{"$ref":"#/compone\#
        nts/responses/PeerUnauthenticated"},"403":{"$ref":"#/components/responses/PeerForbidden"},"4\#
        13":{"$ref":"#/components/responses/PeerTooLarge"},"422":{"$ref":"#/components/responses/Pee\#
        rInvalid"},"429":{"$ref":"#/components/responses/PeerTooManyRequests"},"503":{"$ref":"#/comp\#
        onents/responses/PeerUnavailable"}}},"get":{"operationId":"getWorkspaces","tags":["agent_gov\#
        "],"summary":"Lists the workspaces.","security":[{"bearer":["viewer"]},{"session":["viewer"]\#
        }],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref"\#
        :"#/components/schemas/PeerWorkspaces"}}}},"400":{"$ref":"#/components/responses/PeerBadRequ\#
        est"},"401":{"$ref":"#/components/responses/PeerUnauthenticated"},"403":{"$ref":"#/component\#
        s/responses/PeerForbidden"},"429":{"$ref":"#/components/responses/PeerTooManyRequests"},"503\#
        ":{"$ref":"#/components/responses/PeerUnavailable"}}}},"/policies/types":{"get":{"operationI\#
        d":"getRuleTypes","tags":["agent_gov"],"summary":"Lists the kinds of policies and their acti\#
        ons.","security":[{"bearer":["viewer"]},{"session":["viewer"]}],"responses":{"200":{"descrip\#
        tion":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/RuleType\#
        s"}}}},"400":{"$ref":"#/components/responses/PeerBadRequest"},"401":{"$ref":"#/components/re\#
        sponses/PeerUnauthenticated"},"403":{"$ref":"#/components/responses/PeerForbidden"},"429":{"\#
        $ref":"#/components/responses/PeerTooManyRequests"},"503":{"$ref":"#/components/responses/Pe\#
        erUnavailable"}}}},"/policies":{"post":{"operationId":"createRule","tags":["agent_gov"],"sum\#
        mary":"Makes a policy of one kind for one workspace.","security":[{"bearer":["operator"]},{"\#
        session":["operator"]}],"requestBody":{"required":true,"content":{"application/json":{"schem\#
        a":{"$ref":"#/components/schemas/CreateRuleRequest"}}}},"responses":{"200":{"description":"D\#
        one.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/CreatedRule"}}}}\#
        ,"400":{"$ref":"#/components/responses/PeerBadRequest"},"401":{"$ref":"#/components/response\#
        s/PeerUnauthenticated"},"403":{"$ref":"#/components/responses/PeerForbidden"},"404":{"$ref":\#
        "#/components/responses/PeerNotFound"},"413":{"$ref":"#/components/responses/PeerTooLarge"},\#
        "422":{"$ref":"#/components/responses/PeerInvalid"},"429":{"$ref":"#/components/responses/Pe\#
        erTooManyRequests"},"503":{"$ref":"#/components/responses/PeerUnavailable"}}},"get":{"operat\#
        ionId":"listRules","tags":["agent_gov"],"summary":"Lists the policies.","security":[{"bearer\#
        ":["viewer"]},{"session":["viewer"]}],"parameters":[{"name":"workspace_id","in":"query","des\#
        cription":"Of this workspace alone; empty for all.","schema":{"type":"string","maxLength":50\#
        }}],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref\#
        ":"#/components/schemas/Rules"}}}},"400":{"$ref":"#/components/responses/PeerBadRequest"},"4\#
        01":{"$ref":"#/components/responses/PeerUnauthenticated"},"403":{"$ref":"#/components/respon\#
        ses/PeerForbidden"},"422":{"$ref":"#/components/responses/PeerInvalid"},"429":{"$ref":"#/com\#
        ponents/responses/PeerTooManyRequests"},"503":{"$ref":"#/components/responses/PeerUnavailabl\#
        e"}}}},"/policies/{policy_id}":{"parameters":[{"name":"policy_id","in":"path","required":tru\#
        e,"description":"The policy's number.","schema":{"type":"integer","minimum":1,"maximum":9007\#
        199254740991,"format":"int64"}}],"get":{"operationId":"getRule","tags":["agent_gov"],"summar\#
        y":"Shows a policy.","security":[{"bearer":["viewer"]},{"session":["viewer"]}],"responses":{\#
        "200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/s\#
        chemas/Rule"}}}},"400":{"$ref":"#/components/responses/PeerBadRequest"},"401":{"$ref":"#/com\#
        ponents/responses/PeerUnauthenticated"},"403":{"$ref":"#/components/responses/PeerForbidden"\#
        },"404":{"$ref":"#/components/responses/PeerNotFound"},"422":{"$ref":"#/components/responses\#
        /PeerInvalid"},"429":{"$ref":"#/components/responses/PeerTooManyRequests"},"503":{"$ref":"#/\#
        components/responses/PeerUnavailable"}}},"delete":{"operationId":"deleteRule","tags":["agent\#
        _gov"],"summary":"Removes a policy.","security":[{"bearer":["operator"]},{"session":["operat\#
        or"]}],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$\#
        ref":"#/components/schemas/DeletedRule"}}}},"400":{"$ref":"#/components/responses/PeerBadReq\#
        uest"},"401":{"$ref":"#/components/responses/PeerUnauthenticated"},"403":{"$ref":"#/componen\#
        ts/responses/PeerForbidden"},"404":{"$ref":"#/components/responses/PeerNotFound"},"422":{"$r\#
        ef":"#/components/responses/PeerInvalid"},"429":{"$ref":"#/components/responses/PeerTooManyR\#
        equests"},"503":{"$ref":"#/components/responses/PeerUnavailable"}}}},"/policies/{policy_id}/\#
        toggle":{"parameters":[{"name":"policy_id","in":"path","required":true,"description":"The po\#
        licy's number.","schema":{"type":"integer","minimum":1,"maximum":9007199254740991,"format":"\#
        int64"}}],"patch":{"operationId":"toggleRule","tags":["agent_gov"],"summary":"Switches a pol\#
        icy on or off.","security":[{"bearer":["operator"]},{"session":["operator"]}],"requestBody":\#
        {"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Toggl\#
        eRuleRequest"}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"\#
        schema":{"$ref":"#/components/schemas/Rule"}}}},"400":{"$ref":"#/components/responses/PeerBa\#
        dRequest"},"401":{"$ref":"#/components/responses/PeerUnauthenticated"},"403":{"$ref":"#/comp\#
        onents/responses/PeerForbidden"},"404":{"$ref":"#/components/responses/PeerNotFound"},"413":\#
        {"$ref":"#/components/responses/PeerTooLarge"},"422":{"$ref":"#/components/responses/PeerInv\#
        alid"},"429":{"$ref":"#/components/responses/PeerTooManyRequests"},"503":{"$ref":"#/componen\#
        ts/responses/PeerUnavailable"}}}},"/approvals/{approval_id}/decide":{"parameters":[{"name":"\#
        approval_id","in":"path","required":true,"description":"The approval, as the call's answer n\#
        amed it.","schema":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[A-Za-z0-9-]+$"\#
        }}],"post":{"operationId":"decideCall","tags":["agent_gov"],"summary":"Approves or denies a \#
        call that waits.","description":"400 where it was decided already. What is denied gives its \#
        money back.","security":[{"bearer":["approver"]},{"session":["approver"]}],"requestBody":{"r\#
        equired":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/DecideCa\#
        llRequest"}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"sch\#
        ema":{"$ref":"#/components/schemas/DecidedCall"}}}},"400":{"$ref":"#/components/responses/Pe\#
        erBadRequest"},"401":{"$ref":"#/components/responses/PeerUnauthenticated"},"403":{"$ref":"#/\#
        components/responses/PeerForbidden"},"404":{"$ref":"#/components/responses/PeerNotFound"},"4\#
        09":{"$ref":"#/components/responses/PeerConflict"},"413":{"$ref":"#/components/responses/Pee\#
        rTooLarge"},"422":{"$ref":"#/components/responses/PeerInvalid"},"429":{"$ref":"#/components/\#
        responses/PeerTooManyRequests"},"503":{"$ref":"#/components/responses/PeerUnavailable"}}}},"\#
        /approvals/pending":{"get":{"operationId":"listPendingCalls","tags":["agent_gov"],"summary":\#
        "Lists the calls that wait for a decision.","security":[{"bearer":["viewer"]},{"session":["v\#
        iewer"]}],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":\#
        {"$ref":"#/components/schemas/PendingCalls"}}}},"400":{"$ref":"#/components/responses/PeerBa\#
        dRequest"},"401":{"$ref":"#/components/responses/PeerUnauthenticated"},"403":{"$ref":"#/comp\#
        onents/responses/PeerForbidden"},"429":{"$ref":"#/components/responses/PeerTooManyRequests"}\#
        ,"503":{"$ref":"#/components/responses/PeerUnavailable"}}}},"/dashboard":{"get":{"operationI\#
        d":"getDashboard","tags":["agent_gov"],"summary":"Shows the overview page.","security":[{"be\#
        arer":["viewer"]},{"session":["viewer"]}],"parameters":[{"name":"workspace_id","in":"query",\#
        "description":"Of this workspace alone; empty for all.","schema":{"type":"string","maxLength\#
        ":50}}],"responses":{"200":{"description":"The page.","content":{"text/html":{"schema":{"typ\#
        e":"string"}}}},"303":{"description":"Sign in first.","headers":{"Location":{"$ref":"#/compo\#
        nents/headers/Location"}}},"400":{"$ref":"#/components/responses/PeerBadRequest"},"401":{"$r\#
        ef":"#/components/responses/PeerUnauthenticated"},"403":{"$ref":"#/components/responses/Peer\#
        Forbidden"},"404":{"description":"There is no such workspace.","content":{"text/html":{"sche\#
        ma":{"type":"string"}}}},"422":{"$ref":"#/components/responses/PeerInvalid"},"429":{"$ref":"\#
        #/components/responses/PeerTooManyRequests"},"503":{"$ref":"#/components/responses/PeerUnava\#
        ilable"}}}},"/api/v1/cu-tariff":{"get":{"operationId":"getTariff","tags":["actguard"],"summa\#
        ry":"Shows the prices in cost units.","security":[],"responses":{"200":{"description":"Done.\#
        ","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Tariff"}}}},"429":{"\#
        $ref":"#/components/responses/PeerTooManyRequests"},"503":{"$ref":"#/components/responses/Pe\#
        erUnavailable"}}}},"/api/v1/reserve":{"post":{"operationId":"reserveBudget","tags":["actguar\#
        d"],"summary":"Sets a run's money aside.","security":[{"bearer":["key"]}],"requestBody":{"re\#
        quired":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/ReserveRe\#
        quest"}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema"
        """#,
        #"""
        :{"$ref":"#/components/schemas/Reservation"}}}},"400":{"$ref":"#/components/responses/PeerBa\#
        dRequest"},"401":{"$ref":"#/components/responses/PeerUnauthenticated"},"402":{"description":\#
        "The budget is paused, frozen or used up for good: somebody must top it up.","content":{"app\#
        lication/json":{"schema":{"$ref":"#/components/schemas/PaymentRequired"}}}},"403":{"$ref":"#\#
        /components/responses/PeerForbidden"},"409":{"description":"The budget has no room for it.",\#
        "content":{"application/json":{"schema":{"$ref":"#/components/schemas/BudgetExceeded"}}}},"4\#
        13":{"$ref":"#/components/responses/PeerTooLarge"},"422":{"$ref":"#/components/responses/Pee\#
        rInvalid"},"429":{"$ref":"#/components/responses/PeerTooManyRequests"},"503":{"$ref":"#/comp\#
        onents/responses/PeerUnavailable"}}}},"/api/v1/settle":{"post":{"operationId":"settleBudget"\#
        ,"tags":["actguard"],"summary":"Replaces what was set aside by what the run cost.","descript\#
        ion":"413 above 8 MiB. 422 with the type `conflict` where it was settled with other figures \#
        before, or given back: nothing is changed then. A settlement is refused for no budget's sake\#
        .","security":[{"bearer":["key"]}],"requestBody":{"required":true,"content":{"application/js\#
        on":{"schema":{"$ref":"#/components/schemas/SettleRequest"}}}},"responses":{"200":{"descript\#
        ion":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Settled"}\#
        }}},"400":{"$ref":"#/components/responses/PeerBadRequest"},"401":{"$ref":"#/components/respo\#
        nses/PeerUnauthenticated"},"403":{"$ref":"#/components/responses/PeerForbidden"},"404":{"$re\#
        f":"#/components/responses/PeerNotFound"},"413":{"$ref":"#/components/responses/PeerTooLarge\#
        "},"422":{"$ref":"#/components/responses/PeerInvalid"},"429":{"$ref":"#/components/responses\#
        /PeerTooManyRequests"},"503":{"$ref":"#/components/responses/PeerUnavailable"}}}},"/api/v1/e\#
        vents":{"post":{"operationId":"recordEvents","tags":["actguard"],"summary":"Takes a batch of\#
         events.","description":"413 above 1 MiB.","security":[{"bearer":["key"]}],"requestBody":{"r\#
        equired":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/EventBat\#
        ch"}}}},"responses":{"202":{"description":"Taken.","content":{"application/json":{"schema":{\#
        "$ref":"#/components/schemas/EventsTaken"}}}},"400":{"$ref":"#/components/responses/PeerBadR\#
        equest"},"401":{"$ref":"#/components/responses/PeerUnauthenticated"},"403":{"$ref":"#/compon\#
        ents/responses/PeerForbidden"},"413":{"$ref":"#/components/responses/PeerTooLarge"},"422":{"\#
        $ref":"#/components/responses/PeerInvalid"},"429":{"$ref":"#/components/responses/PeerTooMan\#
        yRequests"},"503":{"$ref":"#/components/responses/PeerUnavailable"}}}}},"components":{"secur\#
        itySchemes":{"bearer":{"type":"http","scheme":"bearer","description":"The admin token (`fa_…\#
        `), or an access key (`fk_…`, or `ag-…` of an agent). The words beside it are roles, of whic\#
        h one is needed: viewer, auditor, operator, approver, admin (which has them all); `agent` is\#
         an agent's own key, `key` any access key that makes calls, `any` whoever shows who it is."}\#
        ,"session":{"type":"apiKey","in":"cookie","name":"farthing_session","description":"A signed-\#
        in person's session; over TLS its name has the prefix `__Host-`, and on another port than 84\#
        85 the port behind it (`farthing_session_9485`). What changes something needs the header `x-\#
        csrf-token` beside it."}},"parameters":{"Limit":{"name":"limit","in":"query","description":"\#
        How many items at most.","schema":{"type":"integer","minimum":1,"maximum":200,"default":50}}\#
        ,"Cursor":{"name":"cursor","in":"query","description":"Where the page begins: `next` of the \#
        page before, with the same filters. Another cursor is refused.","schema":{"type":"string","m\#
        inLength":1,"maxLength":1024,"pattern":"^[A-Za-z0-9_-]+$"}},"Note":{"name":"note","in":"quer\#
        y","description":"Why; kept with the change.","schema":{"$ref":"#/components/schemas/Note"}}\#
        ,"FromMs":{"name":"from_ms","in":"query","description":"From this time on.","schema":{"$ref"\#
        :"#/components/schemas/TimeMs"}},"ToMs":{"name":"to_ms","in":"query","description":"Until be\#
        fore this time; not before `from_ms`.","schema":{"$ref":"#/components/schemas/TimeMs"}},"IfM\#
        atch":{"name":"If-Match","in":"header","description":"The ETag of the item as it was read. N\#
        eeded for an item that is there (428 without it); 412 where it has changed since. `*`: whate\#
        ver it is now.","schema":{"type":"string","minLength":1,"maxLength":32,"pattern":"^(\\*|\"[1\#
        -9][0-9]{0,17}\")$"}},"IfMatchRequired":{"name":"If-Match","in":"header","required":true,"de\#
        scription":"The ETag of the item as it was read: 428 without it, 412 where it has changed si\#
        nce. `*`: whatever it is now.","schema":{"type":"string","minLength":1,"maxLength":32,"patte\#
        rn":"^(\\*|\"[1-9][0-9]{0,17}\")$"}},"IfMatchOptional":{"name":"If-Match","in":"header","des\#
        cription":"The ETag of the item as it was read: 412 where it has changed since.","schema":{"\#
        type":"string","minLength":1,"maxLength":32,"pattern":"^(\\*|\"[1-9][0-9]{0,17}\")$"}},"IfNo\#
        neMatch":{"name":"If-None-Match","in":"header","description":"`*`: only where there is no su\#
        ch item yet, 412 otherwise.","schema":{"type":"string","const":"*"}},"IdempotencyKey":{"name\#
        ":"Idempotency-Key","in":"header","description":"Names this request for 24 hours, for whoeve\#
        r sends it: a repeat does nothing and has the same answer, without a secret that was in it. \#
        Another request under the same name is refused.","schema":{"type":"string","minLength":1,"ma\#
        xLength":255,"pattern":"^[\\x21-\\x7e]+$"}},"LastEventID":{"name":"Last-Event-ID","in":"head\#
        er","description":"The last event that was seen; the stream goes on behind it.","schema":{"t\#
        ype":"string","minLength":1,"maxLength":18,"pattern":"^[0-9]+$"}}},"headers":{"ETag":{"descr\#
        iption":"The item's `version` in quotes.","schema":{"type":"string"}},"Location":{"descripti\#
        on":"Where what was made is.","schema":{"type":"string","format":"uri-reference"}},"RetryAft\#
        er":{"description":"Seconds after which it is worth another try.","schema":{"type":"integer"\#
        ,"minimum":0}},"WWWAuthenticate":{"description":"How to show who you are.","schema":{"type":\#
        "string"}},"IdempotencyReplayed":{"description":"`true` where the answer is that of an earli\#
        er request under the same key.","schema":{"type":"string","const":"true"}}},"responses":{"Ba\#
        dRequest":{"description":"`malformed_json`: the body is not JSON, or has a member twice. `ma\#
        lformed_query`: the query is no UTF-8. `malformed_header`: an If-Match that is too long for \#
        an ETag.","content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Prob\#
        lem"},"example":{"type":"urn:farthing:problem:malformed_json","title":"Bad Request","status"\#
        :400,"detail":"The body is not JSON: the object is not closed.","code":"malformed_json"}}}},\#
        "Unauthenticated":{"description":"`unauthenticated`: no credential, or none that is good. `s\#
        ession_ended`.","headers":{"WWW-Authenticate":{"$ref":"#/components/headers/WWWAuthenticate"\#
        }},"content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"},"\#
        example":{"type":"urn:farthing:problem:unauthenticated","title":"Unauthorized","status":401,\#
        "detail":"a bearer token or a session is needed","code":"unauthenticated"}}}},"Forbidden":{"\#
        description":"`forbidden`: the role does not allow it, or not in this workspace. `csrf`: a s\#
        ession without its token. `own_call`, `not_an_approver`: a vote that does not count.","conte\#
        nt":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"},"example":\#
        {"type":"urn:farthing:problem:forbidden","title":"Forbidden","status":403,"detail":"the role\#
         operator is needed","code":"forbidden"}}}},"NotFound":{"description":"`not_found`: there is\#
         none of this name, or none that you may see.","content":{"application/problem+json":{"schem\#
        a":{"$ref":"#/components/schemas/Problem"},"example":{"type":"urn:farthing:problem:not_found\#
        ","title":"Not Found","status":404,"detail":"there is no such agent","code":"not_found"}}}},\#
        "Conflict":{"description":"As things are it cannot be done: `already_exists`, `already_decid\#
        ed`, `budget_exceeded`, `conflict`, `confirmation`, `idempotency_key_conflict`, `in_use`, `n\#
        ot_editable`, `policy_fault`, `retired`, `too_many`, or why the ledger refused.","content":{\#
        "application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"},"example":{"typ\#
        e":"urn:farthing:problem:already_exists","title":"Conflict","status":409,"detail":"a key of \#
        this name is in use","code":"already_exists"}}}},"Stale":{"description":"`stale`: the item h\#
        as changed since it was read; `ETag` is the one of now.","headers":{"ETag":{"$ref":"#/compon\#
        ents/headers/ETag"}},"content":{"application/problem+json":{"schema":{"$ref":"#/components/s\#
        chemas/Problem"},"example":{"type":"urn:farthing:problem:stale","title":"Precondition Failed\#
        ","status":412,"detail":"the item has another version","code":"stale"}}}},"TooLarge":{"descr\#
        iption":"`too_large`: more than 256 KiB, or 4 MiB where policies are sent.","content":{"appl\#
        ication/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"},"example":{"type":"u\#
        rn:farthing:problem:too_large","title":"Content Too Large","status":413,"detail":"The body i\#
        s longer than 262144 bytes.","code":"too_large"}}}},"UnsupportedMediaType":{"description":"`\#
        unsupported_media_type`: another content type or encoding than those stated.","content":{"ap\#
        plication/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"},"example":{"type":\#
        "urn:farthing:problem:unsupported_media_type","title":"Unsupported Media Type","status":415,\#
        "detail":"application/json is needed","code":"unsupported_media_type"}}}},"Invalid":{"descri\#
        ption":"`invalid`: a member or parameter is unknown, missing or out of its bounds.","content\#
        ":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"},"example":{"\#
        type":"urn:farthing:problem:invalid","title":"Unprocessable Content","status":422,"detail":"\#
        1 parameter is wrong","code":"invalid","errors":[{"parameter":"limit","detail":"a whole numb\#
        er from 1 to 200"}]}}}},"PreconditionRequired":{"description":"`precondition_required`: an e\#
        dit needs `If-Match`.","content":{"application/problem+json":{"schema":{"$ref":"#/components\#
        /schemas/Problem"},"example":{"type":"urn:farthing:problem:precondition_required","title":"P\#
        recondition Required","status":428,"detail":"read the item and send its ETag","code":"precon\#
        dition_required"}}}},"TooManyRequests":{"description":"`too_many_requests`, or `too_many_str\#
        eams`.","headers":{"Retry-After":{"$ref":"#/components/headers/RetryAfter"}},"content":{"app\#
        lication/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"},"example":{"type":"\#
        urn:farthing:problem:too_many_requests","title":"Too Many Requests","status":429,"detail":"t\#
        ry again in 30 s","code":"too_many_requests"}}}},"Unavailable":{"description":"`ledger_unava\#
        ilable`, `disk_low`, `not_sealed`: not now, and nothing was changed. `outcome_unknown`: whet\#
        her it was is not known; the same Idempotency-Key makes a repeat safe.","headers":{"Retry-Af\#
        ter":{"$ref":"#/components/headers/RetryAfter"}},"content":{"application/problem+json":{"sch\#
        ema":{"$ref":"#/components/schemas/Problem"},"example":{"type":"urn:farthing:problem:ledger_\#
        unavailable","title":"Service Unavailable","status":503,"detail":"the ledger cannot write","\#
        code":"ledger_unavailable"}}}},"PeerBadRequest":{"description":"Not possible as things are, \#
        or a word that is none of those known.","content":{"application/json":{"schema":{"$ref":"#/c\#
        omponents/schemas/Detail"},"example":{"detail":"Approval already approved"}}}},"PeerUnauthen\#
        ticated":{"description":"The key is unknown, or none was sent.","headers":{"WWW-Authenticate\#
        ":{"$ref":"#/components/headers/WWWAuthenticate"}},"content":{"application/json":{"schema":{\#
        "$ref":"#/components/schemas/Detail"},"example":{"detail":"Invalid agent key"}}}},"PeerForbi\#
        dden":{"description":"The credential does not allow it.","content":{"application/json":{"sch\#
        ema":{"$ref":"#/components/schemas/Detail"},"example":{"detail":"The admin token or the work\#
        space's key is needed"}}}},"PeerNotFound":{"description":"There is none of this name, or non\#
        e that you may see.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/D\#
        etail"},"example":{"detail":"Policy not found"}}}},"PeerConflict":{"description":"As things \#
        are it cannot be done.","content":{"application/json":{"schema":{"$ref":"#/components/schema\#
        s/Detail"},"example":{"detail":"The money that was held is gone"}}}},"PeerTooLarge":{"descri\#
        ption":"The body is longer than 256 KiB, where nothing else is said.","content":{"applicatio\#
        n/json":{"schema":{"$ref":"#/components/schemas/Detail"},"example":{"detail":"Request body t\#
        oo large"}}}},"PeerInvalid":{"description":"What was sent does not fit.","content":{"applica\#
        tion/json":{"schema":{"$ref":"#/components/schemas/DetailList"}}}},"PeerTooManyRequests":{"d\#
        escription":"Too many requests.","headers":{"Retry-After":{"$ref":"#/components/headers/Retr\#
        yAfter"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Detail"},"ex\#
        ample":{"detail":"Too many requests"}}}},"PeerUnavailable":{"description":"Not now; nothing \#
        was changed.","headers":{"Retry-After":{"$ref":"#/components/headers/RetryAfter"}},"content"\#
        :{"application/json":{"schema":{"$ref":"#/components/schemas/Detail"},"example":{"detail":"T\#
        he ledger cannot write"}}}}},"schemas":{"Nanos":{"type":"integer","minimum":0,"maximum":9000\#
        00000000000000,"format":"int64","description":"An amount of money in billionths of its curre\#
        ncy."},"SignedNanos":{"type":"integer","minimum":-900000000000000000,"maximum":9000000000000\#
        00000,"format":"int64","description":"An amount of money in billionths of its currency, or l\#
        ess than nothing."},"Amount":{"type":"integer","minimum":-900000000000000000,"maximum":90000\#
        0000000000000,"format":"int64","description":"A whole number in the smallest part of the uni\#
        t beside it: billionths of a currency; else tokens, calls, concurrent calls or credits."},"T\#
        imeMs":{"type":"integer","minimum":0,"maximum":253402300799999,"format":"int64","description\#
        ":"Milliseconds since 1970-01-01T00:00:00Z."},"Sequence":{"type":"integer","minimum":0,"maxi\#
        mum":9007199254740991,"format":"int64","description":"The number of an entry of the journal:\#
         its receipt."},"Version":{"type":"integer","minimum":1,"format":"int64","description":"Coun\#
        ts the item's changes; in quotes it is the item's ETag."},"Next":{"type":["string","null"],"\#
        description":"The next page's cursor; null behind the last item."},"Note":{"type":"string","\#
        maxLength":256,"pattern":"^[^\\x00-\\x08\\x0b-\\x1f\\x7f]*$","description":"Why; kept with t\#
        he change, in the words of who made it."},"Currency":{"type":"string","pattern":"^[A-Z]{3}$"\#
        ,"description":"An ISO 4217 code."},"Unit":{"type":"string","description":"What is counted: \#
        an ISO 4217 code, `tokens`, `calls`, `concurrent`, `credits` or `credits:NAME`."},"AmountTex\#
        t":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[0-9]{1,12}(\\.[0-9]{1,9})?[kKM\#
        B]? *[A-Za-z$€£₹][^\\x00-\\x1f\\x7f]*$","description":"An amount with its unit, as policies \#
        write it: `5 USD`, `500k tokens`, `3 calls`. More than nothing."},"WorkspaceID":{"type":"str\#
        ing","minLength":1,"maxLength":50,"pattern":"^[A-Za-z0-9_-]+$","description":"`default`, or \#
        `ws-` and 16 hexadecimal digits."},"AgentName":{"type":"string","minLength":1,"maxLength":25\#
        6,"description":"An agent's id, or what its calls say."},"AgentID":{"type":"string","maxLeng\#
        th":19,"pattern":"^ag_[0-9a-f]{16}$","description":"`ag_` and 16 hexadecimal digits."},"KeyI\#
        D":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[A-Za-z0-9_-]+$","description":\#
        "Names an access key; no secret."},"BudgetID":{"type":"string","minLength":1,"maxLength":128\#
        ,"pattern":"^[^\\x00-\\x1f\\x7f]+$","description":"Names a budget of the policy in force."},\#
        "AccountScope":{"type":"string","maxLength":1024,"pattern":"^[^\\x00-\\x1f\\x7f]*$","descrip\#
        tion":"The account of a budget that is kept `per` dimension, as `agent=a1` or `agent=a1,team\#
        =x`; empty for a budget's only one."},"ModelName":{"type":"string","minLength":1,"maxLength"\#
        :256,"pattern":"^[^\\x00-\\x1f\\x7f]+$","description":"A model's name."},"ToolName":{"type":\#
        "string","minLength":1,"maxLength":100,"pattern":"^[^\\x00-\\x1f\\x7f]+$","description":"A t\#
        ool's name."},"RunID":{"type":"string","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x\#
        1f\\x7f]+$","description":"A run's name, as its calls claim it."},"Scope":{"type":"object","\#
        description":"Values by dimension: tenant, team, project, user, agent, run, session, provide\#
        r, model, tool and `tag:NAME`.","propertyNames":{"pattern":"^(tenant|team|project|user|agent\#
        |run|session|provider|model|tool|tag:[^\\x00-\\x1f\\x7f]{1,64})$"},"additionalProperties":{"\#
        type":"string","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"},"maxPropert\#
        ies":32},"Who":{"type":"string","description":"Who did it: `admin`, `key:ID`, `person:ID`, o\#
        r `server`."},"RoleName":{"type":"string","enum":["viewer","auditor","operator","approver","\#
        admin"],"description":"What somebody may do. Each sees what a viewer sees; an auditor export\#
        s receipts and reads the audit, an operator changes budgets, agents and tools and stops thin\#
        gs, an approver decides approvals, and an admin does all of it, and keys, people, policies a\#
        nd settings."},"OptionalNote":{"type":"object","description":"What may be said with it.","pr\#
        operties":{"note":{"$ref":"#/components/schemas/Note"}},"additionalProperties":false,"exampl\#
        es":[{"note":"asked for by finance"}]},"Line":{"type":"object","description":"What counts in\#
         one account.","properties":{"budget":{"$ref":"#/components/schemas/BudgetID"},"scope":{"$re\#
        f":"#/components/schemas/AccountScope"},"unit":{"$ref":"#/components/schemas/Unit"},"amount"\#
        :{"$ref":"#/components/schemas/Amount"}},"required":["budget","scope","unit","amount"],"exam\#
        ples":[{"budget":"agents.default","scope":"agent=ag_0a1b2c3d4e5f6071","unit":"USD","amount":\#
        250000000}]},"KillOutcome":{"type":"object","description":"What was stopped. New calls are r\#
        efused from that entry on; calls that a provider has already are settled by what they cost."\#
        ,"properties":{"sequence":{"$ref":"#/components/schemas/Sequence"},"released_holds":{"type":\#
        "integer","minimum":0,"format":"int64","description":"Holds given back, of which nothing was\#
         sent."},"withdrawn_approvals":{"type":"integer","minimum":0,"format":"int64","description":\#
        "Approvals that were open."},"running_holds":{"type":"integer","minimum":0,"format":"int64",
        """#,
        #"""
        "description":"Calls that were sent and go on until they end."}},"required":["sequence","rel\#
        eased_holds","withdrawn_approvals","running_holds"],"examples":[{"sequence":4711,"released_h\#
        olds":2,"withdrawn_approvals":1,"running_holds":3}]},"Problem":{"type":"object","description\#
        ":"Why not (RFC 9457). What was sent is never echoed.","properties":{"type":{"type":"string"\#
        ,"format":"uri-reference","description":"`urn:farthing:problem:` and the code."},"title":{"t\#
        ype":"string","description":"The status in words."},"status":{"type":"integer","minimum":400\#
        ,"maximum":599},"detail":{"type":"string","description":"What is wrong, for people."},"code"\#
        :{"type":"string","pattern":"^[a-z][A-Za-z0-9_]*$","description":"What is wrong, for program\#
        s; more are only ever added."},"errors":{"type":"array","items":{"type":"object","descriptio\#
        n":"One member or parameter that is wrong.","properties":{"pointer":{"type":"string","descri\#
        ption":"Where in the body: a JSON Pointer."},"parameter":{"type":"string","description":"Whi\#
        ch parameter or header."},"detail":{"type":"string","description":"What it should be."},"lin\#
        e":{"type":"integer","minimum":1,"format":"int64","description":"In a policy's text."},"colu\#
        mn":{"type":"integer","minimum":1,"format":"int64"}},"required":["detail"]},"maxItems":64,"d\#
        escription":"Every fault found, at most 64."},"receipt":{"$ref":"#/components/schemas/Sequen\#
        ce"},"budget":{"type":"string","description":"The budget that refuses."},"scope":{"type":"st\#
        ring","description":"Its account."},"unit":{"$ref":"#/components/schemas/Unit"},"limit":{"$r\#
        ef":"#/components/schemas/Amount"},"spent":{"$ref":"#/components/schemas/Amount"},"held":{"$\#
        ref":"#/components/schemas/Amount"},"needed":{"$ref":"#/components/schemas/Amount"}},"requir\#
        ed":["type","title","status","detail","code"],"examples":[{"type":"urn:farthing:problem:inva\#
        lid","title":"Unprocessable Content","status":422,"detail":"1 member is wrong","code":"inval\#
        id","errors":[{"pointer":"/daily_limit_nanos","detail":"a whole number from 0 to 90000000000\#
        0000000, or null"}]}]},"Detail":{"type":"object","description":"agent-gov's form of an error\#
        .","properties":{"detail":{"type":["string","object"],"description":"Why not, in a sentence,\#
         or with what a policy objects to.","properties":{"error":{"type":"string"},"message":{"type\#
        ":"string"},"violations":{"type":"array","items":{"type":"object","properties":{"policy_id":\#
        {"type":"integer","minimum":1,"format":"int64"},"name":{"type":"string"},"reason":{"type":"s\#
        tring"}},"required":["policy_id","name","reason"]}}}}},"required":["detail"],"examples":[{"d\#
        etail":"Invalid agent key"}]},"DetailList":{"type":"object","description":"What does not fit\#
        , in agent-gov's form; the input is not echoed.","properties":{"detail":{"type":"array","ite\#
        ms":{"type":"object","properties":{"type":{"type":"string"},"loc":{"type":"array","items":{"\#
        type":["string","integer"]},"description":"Where: `body`, `query` or `path`, then the member\#
        ."},"msg":{"type":"string"}},"required":["type","loc","msg"]}}},"required":["detail"],"examp\#
        les":[{"detail":[{"type":"missing","loc":["body","tool_name"],"msg":"Field required"}]}]},"H\#
        ealth":{"type":"object","properties":{"status":{"type":"string","enum":["ok","degraded"]},"v\#
        ersion":{"type":"string"},"ledger":{"type":"string","enum":["ok","failed","disk_low"]},"ahea\#
        d_until_ms":{"oneOf":[{"$ref":"#/components/schemas/TimeMs"},{"type":"null"}],"description":\#
        "Until when accounts stand in windows that begin later than now, because the clock was ahead\#
         once; null: none does."},"uptime_ms":{"type":"integer","minimum":0,"format":"int64"}},"requ\#
        ired":["status","version","ledger","ahead_until_ms","uptime_ms"],"examples":[{"status":"ok",\#
        "version":"0.7.0","ledger":"ok","ahead_until_ms":null,"uptime_ms":86400000}]},"Me":{"type":"\#
        object","description":"Who asks, and what for.","properties":{"name":{"type":"string"},"kind\#
        ":{"type":"string","enum":["admin_token","person","key","nobody"]},"permissions":{"type":"ar\#
        ray","items":{"type":"string","enum":["read","audit","operate","approve","administer"]},"des\#
        cription":"What the roles of this one come to."},"workspace":{"oneOf":[{"$ref":"#/components\#
        /schemas/WorkspaceID"},{"type":"null"}],"description":"The only one that it may see and chan\#
        ge; null: all."},"approves":{"type":"array","items":{"type":"string"},"description":"The gro\#
        ups of approvers that it is in."},"expires_at_ms":{"oneOf":[{"$ref":"#/components/schemas/Ti\#
        meMs"},{"type":"null"}],"description":"When the session or the key ends."}},"required":["nam\#
        e","kind","permissions","workspace","approves","expires_at_ms"],"examples":[{"name":"admin",\#
        "kind":"admin_token","permissions":["read","audit","operate","approve","administer"],"worksp\#
        ace":null,"approves":[],"expires_at_ms":null}]},"Workspace":{"type":"object","properties":{"\#
        id":{"$ref":"#/components/schemas/WorkspaceID"},"name":{"type":"string"},"description":{"typ\#
        e":"string"},"currency":{"$ref":"#/components/schemas/Currency"},"zone":{"type":"string","de\#
        scription":"An IANA zone, in which days begin."},"key_id":{"oneOf":[{"$ref":"#/components/sc\#
        hemas/KeyID"},{"type":"null"}],"description":"The workspace's own key, whose holder sees and\#
         runs it."},"created_at_ms":{"$ref":"#/components/schemas/TimeMs"},"version":{"$ref":"#/comp\#
        onents/schemas/Version"}},"required":["id","name","description","currency","zone","key_id","\#
        created_at_ms","version"],"examples":[{"id":"default","name":"Default","description":"","cur\#
        rency":"USD","zone":"UTC","key_id":null,"created_at_ms":1795255380412,"version":1}]},"Worksp\#
        aceList":{"type":"object","description":"A page of the list, in its order.","properties":{"i\#
        tems":{"type":"array","items":{"$ref":"#/components/schemas/Workspace"},"maxItems":200},"nex\#
        t":{"$ref":"#/components/schemas/Next"}},"required":["items","next"]},"WorkspaceWithSecret":\#
        {"allOf":[{"$ref":"#/components/schemas/Workspace"},{"type":"object","properties":{"secret":\#
        {"type":["string","null"],"description":"The workspace's own key, shown this once; null in a\#
        n answer that is repeated."}},"required":["secret"]}],"examples":[{"id":"ws-0011223344556677\#
        ","name":"Research","description":"","currency":"USD","zone":"UTC","key_id":"key_31a85e64488\#
        8287e72081733","created_at_ms":1795255380412,"version":1,"secret":"ag-0000000000000000000000\#
        0000000000"}]},"CreateWorkspaceRequest":{"type":"object","properties":{"name":{"type":"strin\#
        g","minLength":1,"maxLength":100,"pattern":"^[^\\x00-\\x1f\\x7f]+$"},"description":{"type":"\#
        string","maxLength":500},"currency":{"type":"string","pattern":"^[A-Z]{3}$","minLength":3,"m\#
        axLength":3,"default":"USD","description":"An ISO 4217 code; it never changes."},"zone":{"ty\#
        pe":"string","minLength":1,"maxLength":64,"pattern":"^[A-Za-z0-9+_/-]+$","description":"An I\#
        ANA zone, in which days begin.","default":"UTC"},"note":{"$ref":"#/components/schemas/Note"}\#
        },"required":["name"],"additionalProperties":false,"examples":[{"name":"Research","currency"\#
        :"INR","zone":"Asia/Kolkata"}]},"EditWorkspaceRequest":{"type":"object","properties":{"name"\#
        :{"type":"string","minLength":1,"maxLength":100,"pattern":"^[^\\x00-\\x1f\\x7f]+$"},"descrip\#
        tion":{"type":"string","maxLength":500},"zone":{"type":"string","minLength":1,"maxLength":64\#
        ,"pattern":"^[A-Za-z0-9+_/-]+$","description":"An IANA zone, in which days begin."},"note":{\#
        "$ref":"#/components/schemas/Note"}},"minProperties":1,"additionalProperties":false,"example\#
        s":[{"zone":"Europe/Berlin"}]},"AgentKey":{"type":"object","description":"The agent's key; i\#
        ts secret is shown when it is made.","properties":{"id":{"$ref":"#/components/schemas/KeyID"\#
        },"expires_at_ms":{"oneOf":[{"$ref":"#/components/schemas/TimeMs"},{"type":"null"}]}},"requi\#
        red":["id","expires_at_ms"]},"Agent":{"type":"object","properties":{"id":{"$ref":"#/componen\#
        ts/schemas/AgentID"},"is_registered":{"type":"boolean","const":true},"name":{"type":"string"\#
        },"workspace":{"$ref":"#/components/schemas/WorkspaceID"},"currency":{"$ref":"#/components/s\#
        chemas/Currency"},"state":{"type":"string","enum":["active","paused","killed","retired"]},"d\#
        aily_limit_nanos":{"$ref":"#/components/schemas/Nanos","description":"What it may spend in a\#
         day; 0: nothing that costs."},"spent_today_nanos":{"$ref":"#/components/schemas/Nanos"},"he\#
        ld_nanos":{"$ref":"#/components/schemas/Nanos"},"remaining_nanos":{"$ref":"#/components/sche\#
        mas/Nanos"},"calls_today":{"type":"integer","minimum":0,"format":"int64","description":"Call\#
        s that were charged."},"day_ends_ms":{"$ref":"#/components/schemas/TimeMs","description":"Wh\#
        en the next day begins."},"key":{"oneOf":[{"$ref":"#/components/schemas/AgentKey"},{"type":"\#
        null"}]},"created_at_ms":{"$ref":"#/components/schemas/TimeMs"},"last_call_at_ms":{"oneOf":[\#
        {"$ref":"#/components/schemas/TimeMs"},{"type":"null"}]},"version":{"$ref":"#/components/sch\#
        emas/Version"}},"required":["id","is_registered","name","workspace","currency","state","dail\#
        y_limit_nanos","spent_today_nanos","held_nanos","remaining_nanos","calls_today","day_ends_ms\#
        ","key","created_at_ms","last_call_at_ms","version"],"examples":[{"id":"ag_0a1b2c3d4e5f6071"\#
        ,"is_registered":true,"name":"researcher","workspace":"default","currency":"USD","state":"ac\#
        tive","daily_limit_nanos":50000000000,"spent_today_nanos":30000000,"held_nanos":0,"remaining\#
        _nanos":49970000000,"calls_today":1,"day_ends_ms":1795305600000,"key":{"id":"key_31a85e64488\#
        8287e72081733","expires_at_ms":null},"created_at_ms":1795255380412,"last_call_at_ms":null,"v\#
        ersion":1}]},"CalledAgent":{"type":"object","description":"An agent that its calls name, as \#
        by `x-farthing-agent`, and that nobody has registered: it belongs to no workspace and has no\#
         key and no limit of its own.","properties":{"id":{"$ref":"#/components/schemas/AgentName","\#
        description":"Its name."},"is_registered":{"type":"boolean","const":false},"name":{"type":"s\#
        tring"},"state":{"type":"string","enum":["active","paused","killed"],"description":"`paused`\#
        : in all accounts that count for it by itself."},"last_call_at_ms":{"oneOf":[{"$ref":"#/comp\#
        onents/schemas/TimeMs"},{"type":"null"}]}},"required":["id","is_registered","name","state","\#
        last_call_at_ms"],"examples":[{"id":"researcher","is_registered":false,"name":"researcher","\#
        state":"active","last_call_at_ms":1795255380412}]},"AnyAgent":{"oneOf":[{"$ref":"#/component\#
        s/schemas/Agent"},{"$ref":"#/components/schemas/CalledAgent"}],"examples":[{"id":"researcher\#
        ","is_registered":false,"name":"researcher","state":"active","last_call_at_ms":1795255380412\#
        }]},"AgentList":{"type":"object","description":"A page of the list, in its order.","properti\#
        es":{"items":{"type":"array","items":{"$ref":"#/components/schemas/AnyAgent"},"maxItems":200\#
        },"next":{"$ref":"#/components/schemas/Next"}},"required":["items","next"]},"AgentWithSecret\#
        ":{"allOf":[{"$ref":"#/components/schemas/Agent"},{"type":"object","properties":{"secret":{"\#
        type":["string","null"],"description":"The agent's key, shown this once; null in an answer t\#
        hat is repeated."}},"required":["secret"]}],"examples":[{"id":"ag_0a1b2c3d4e5f6071","is_regi\#
        stered":true,"name":"researcher","workspace":"default","currency":"USD","state":"active","da\#
        ily_limit_nanos":50000000000,"spent_today_nanos":30000000,"held_nanos":0,"remaining_nanos":4\#
        9970000000,"calls_today":1,"day_ends_ms":1795305600000,"key":{"id":"key_31a85e644888287e7208\#
        1733","expires_at_ms":null},"created_at_ms":1795255380412,"last_call_at_ms":null,"version":1\#
        ,"secret":"ag-00000000000000000000000000000000"}]},"CreateAgentRequest":{"type":"object","pr\#
        operties":{"name":{"type":"string","minLength":1,"maxLength":100,"pattern":"^[^\\x00-\\x1f\\\#
        x7f]+$","description":"Names the agent to people; names may repeat."},"workspace":{"$ref":"#\#
        /components/schemas/WorkspaceID","description":"Without it the only one that the caller may \#
        see, else `default`."},"daily_limit_nanos":{"$ref":"#/components/schemas/Nanos","description\#
        ":"In the workspace's currency; 0: nothing that costs."},"note":{"$ref":"#/components/schema\#
        s/Note"}},"required":["name","daily_limit_nanos"],"additionalProperties":false,"examples":[{\#
        "name":"researcher","workspace":"default","daily_limit_nanos":50000000000}]},"EditAgentReque\#
        st":{"type":"object","properties":{"name":{"type":"string","minLength":1,"maxLength":100,"pa\#
        ttern":"^[^\\x00-\\x1f\\x7f]+$"},"daily_limit_nanos":{"$ref":"#/components/schemas/Nanos","d\#
        escription":"Acts at once, also below what is spent."},"note":{"$ref":"#/components/schemas/\#
        Note"}},"minProperties":1,"additionalProperties":false,"examples":[{"daily_limit_nanos":8000\#
        0000000}]},"RotateRequest":{"type":"object","properties":{"overlap_ms":{"type":"integer","mi\#
        nimum":0,"maximum":86400000,"default":0,"description":"How long the old key stays good."},"n\#
        ote":{"$ref":"#/components/schemas/Note"}},"additionalProperties":false,"examples":[{"overla\#
        p_ms":3600000}]},"RotatedAgentKey":{"type":"object","properties":{"key":{"$ref":"#/component\#
        s/schemas/AgentKey"},"secret":{"type":["string","null"],"description":"The new key, shown th\#
        is once; null in an answer that is repeated."},"old_key_ends_at_ms":{"$ref":"#/components/sc\#
        hemas/TimeMs"}},"required":["key","secret","old_key_ends_at_ms"],"examples":[{"key":{"id":"k\#
        ey_31a85e644888287e72081734","expires_at_ms":null},"secret":"ag-0000000000000000000000000000\#
        0000","old_key_ends_at_ms":1795258980412}]},"Claims":{"type":"object","description":"Pattern\#
        s of what headers may claim, by dimension; `{}` for nothing.","propertyNames":{"pattern":"^(\#
        tenant|team|project|user|agent|run|session|provider|model|tool|tag:[^\\x00-\\x1f\\x7f]{1,64}\#
        )$"},"additionalProperties":{"type":"string","minLength":1,"maxLength":256,"pattern":"^[^\\x\#
        00-\\x1f\\x7f]+$"},"maxProperties":32},"Key":{"type":"object","properties":{"id":{"$ref":"#/\#
        components/schemas/KeyID"},"name":{"type":"string"},"state":{"type":"string","enum":["active\#
        ","expired","revoked"]},"scope":{"$ref":"#/components/schemas/Scope"},"claims":{"$ref":"#/co\#
        mponents/schemas/Claims"},"capability":{"type":["string","null"],"enum":["read_only","data_w\#
        rite","payment_initiate","payment_execute",null],"description":"What the holder is trusted w\#
        ith."},"approves":{"type":"array","items":{"type":"string"},"description":"The groups of app\#
        rovers in which it may vote."},"approver_only":{"type":"boolean","description":"It makes no \#
        calls."},"workspace":{"oneOf":[{"$ref":"#/components/schemas/WorkspaceID"},{"type":"null"}],\#
        "description":"The workspace whose own key it is: it sees and runs that one."},"created_at_m\#
        s":{"$ref":"#/components/schemas/TimeMs"},"expires_at_ms":{"oneOf":[{"$ref":"#/components/sc\#
        hemas/TimeMs"},{"type":"null"}]},"revoked_at_ms":{"oneOf":[{"$ref":"#/components/schemas/Tim\#
        eMs"},{"type":"null"}]}},"required":["id","name","state","scope","claims","capability","appr\#
        oves","approver_only","workspace","created_at_ms","expires_at_ms","revoked_at_ms"],"examples\#
        ":[{"id":"key_31a85e644888287e72081733","name":"finance-bot","state":"active","scope":{"team\#
        ":"finance"},"claims":{"agent":"bot-*","run":"*"},"capability":null,"approves":[],"approver_\#
        only":false,"workspace":null,"created_at_ms":1795255380412,"expires_at_ms":null,"revoked_at_\#
        ms":null}]},"KeyList":{"type":"object","description":"A page of the list, in its order.","pr\#
        operties":{"items":{"type":"array","items":{"$ref":"#/components/schemas/Key"},"maxItems":20\#
        0},"next":{"$ref":"#/components/schemas/Next"}},"required":["items","next"]},"KeyWithSecret"\#
        :{"allOf":[{"$ref":"#/components/schemas/Key"},{"type":"object","properties":{"secret":{"typ\#
        e":["string","null"],"description":"The key itself, shown this once; null in an answer that \#
        is repeated."}},"required":["secret"]}],"examples":[{"id":"key_31a85e644888287e72081733","na\#
        me":"finance-bot","state":"active","scope":{"team":"finance"},"claims":{"agent":"bot-*","run\#
        ":"*"},"capability":null,"approves":[],"approver_only":false,"workspace":null,"created_at_ms\#
        ":1795255380412,"expires_at_ms":null,"revoked_at_ms":null,"secret":"fk_000000000000000000000\#
        0000000000000000000000"}]},"RotatedKey":{"allOf":[{"$ref":"#/components/schemas/Key"},{"type\#
        ":"object","properties":{"secret":{"type":["string","null"],"description":"The key itself, s\#
        hown this once; null in an answer that is repeated."},"old_key_ends_at_ms":{"$ref":"#/compon\#
        ents/schemas/TimeMs"}},"required":["secret","old_key_ends_at_ms"]}],"examples":[{"id":"key_3\#
        1a85e644888287e72081733","name":"finance-bot","state":"active","scope":{"team":"finance"},"c\#
        laims":{"agent":"bot-*","run":"*"},"capability":null,"approves":[],"approver_only":false,"wo\#
        rkspace":null,"created_at_ms":1795255380412,"expires_at_ms":null,"revoked_at_ms":null,"secre\#
        t":"fk_0000000000000000000000000000000000000000000","old_key_ends_at_ms":1795258980412}]},"C\#
        reateKeyRequest":{"type":"object","description":"Without `claims` the key may claim any user\#
        , agent, run, session and tool.","properties":{"name":{"type":"string","minLength":1,"maxLen\#
        gth":100,"pattern":"^[^\\x00-\\x1f\\x7f]+$","description":"Of no other key in use."},"scope"\#
        :{"$ref":"#/components/schemas/Scope"},"claims":{"$ref":"#/components/schemas/Claims"},"capa\#
        bility":{"type":"string","enum":["read_only","data_write","payment_initiate","payment_execut\#
        e"],"description":"What the holder is trusted with."},"approves":{"type":"array","items":{"t\#
        ype":"string","minLength":1,"maxLength":128,"pattern":"^[^\\x00-\\x1f\\x7f]+$"},"maxItems":3\#
        2,"uniqueItems":true,"description":"The groups of approvers in which it may vote."},"approve\#
        r_only":{"type":"boolean","default":false,"description":"It votes and makes no calls: no sco\#
        pe, claims or capability."},"expires_at_ms":{"oneOf":[{"$ref":"#/components/schemas/TimeMs"}\#
        ,{"type":"null"}],"description":"In the future."},"note":{"$ref":"#/components/schemas/Note"\#
        }},"required":["name"],"additionalProperties":false,"examples":[{"name":"finance-bot","scope\#
        ":{"team":"finance"},"claims":{"agent":"bot-*","run":"*"}}]},"EditKeyRequest":{"type":"objec\#
        t","properties":{"expires_at_ms":{"oneOf":[{"$ref":"#/components/schemas/TimeMs"},{"type":"n\#
        ull"}],"description":"In the future; null: never."},"note":{"$ref":"#/components/schemas/Not\#
        e"}},"required":["expires_at_ms"],"additionalProperties":false,"examples":[{"expires_at_ms":\#
        1800000000000}]},"BudgetDefinition":{"type":"object","description":"One budget in the policy\#
        's language; docs/policy.md says what each member means, docs/policy.schema.json which texts\#
         they take.","properties":{"id":{"type":"string","minLength":1,"maxLength":128,"pattern":"^[\#
        ^\\x00-\\x1f\\x7f]+$"},"match":{"type":"object","description":"Patterns by dimension; every 
        """#,
        #"""
        call without it.","propertyNames":{"pattern":"^(tenant|team|project|user|agent|run|session|p\#
        rovider|model|tool|tag:[^\\x00-\\x1f\\x7f]{1,64})$"},"additionalProperties":{"type":"string"\#
        ,"minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"},"maxProperties":32},"per"\#
        :{"description":"Each distinct value of these has an account of its own.","oneOf":[{"type":"\#
        string","maxLength":256,"pattern":"^(tenant|team|project|user|agent|run|session|provider|mod\#
        el|tool|tag:[^\\x00-\\x1f\\x7f]{1,64})$"},{"type":"array","items":{"type":"string","maxLengt\#
        h":256,"pattern":"^(tenant|team|project|user|agent|run|session|provider|model|tool|tag:[^\\x\#
        00-\\x1f\\x7f]{1,64})$"},"maxItems":32,"uniqueItems":true}]},"limit":{"type":"string","minLe\#
        ngth":1,"maxLength":64,"pattern":"^[^\\x00-\\x1f\\x7f]+$","examples":["10.00 USD"],"descript\#
        ion":"The most that may be spent and held in one window."},"window":{"type":"string","minLen\#
        gth":1,"maxLength":32,"description":"call, run, minute, hour, day, week, month, total or `ro\#
        lling 24h`."},"timezone":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[A-Za-z0-\#
        9+_/-]+$","description":"An IANA zone, in which days begin."},"hold":{"type":"string","enum"\#
        :["ceiling","fitted","metered","estimate"]},"mode":{"type":"string","enum":["enforce","shado\#
        w"]},"warnings":{"type":"string","enum":["on","off"],"description":"Whether it warns at 30 %\#
        , 80 % and 95 % of what is spent where it has no warn of its own."},"thresholds":{"type":"ar\#
        ray","items":{"type":"object","properties":{"at":{"type":"string","minLength":2,"maxLength":\#
        8,"description":"A share of the limit, as `80%`."},"do":{"type":"string","enum":["warn","dow\#
        ngrade","approve","wait","pause","block"]},"reason":{"type":"string","minLength":1,"maxLengt\#
        h":500,"pattern":"^[^\\x00-\\x1f\\x7f]+$"},"to":{"oneOf":[{"type":"string","minLength":1,"ma\#
        xLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"},{"type":"array","items":{"type":"string","m\#
        inLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"},"maxItems":32}]},"approvers"\#
        :{"type":"string","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"},"need":{\#
        "type":"integer","minimum":1,"maximum":16},"within":{"type":"string","minLength":2,"maxLengt\#
        h":16},"wait":{"type":"string","minLength":2,"maxLength":16}},"required":["at","do"],"additi\#
        onalProperties":false},"maxItems":32},"from":{"type":"string","minLength":1,"maxLength":40},\#
        "until":{"type":"string","minLength":1,"maxLength":40},"countFrom":{"type":"string","enum":[\#
        "window","now"],"description":"Whether what was spent in the open window before it was made \#
        counts, as it does where nothing is said; `now` begins at nothing."}},"required":["id","limi\#
        t"],"additionalProperties":false,"examples":[{"id":"research-daily","match":{"team":"researc\#
        h"},"per":["agent"],"limit":"10.00 USD","window":"day","thresholds":[{"at":"80%","do":"warn"\#
        },{"at":"100%","do":"approve","approvers":"finance"}]}]},"Budget":{"type":"object","properti\#
        es":{"id":{"$ref":"#/components/schemas/BudgetID"},"workspace":{"oneOf":[{"$ref":"#/componen\#
        ts/schemas/WorkspaceID"},{"type":"null"}],"description":"Whose it is; null for everybody's."\#
        },"source":{"type":"string","enum":["console","policy","agents"],"description":"Made here, b\#
        y the policy in force, or for a workspace's agents."},"definition":{"type":"object","descrip\#
        tion":"The budget in the policy's language."},"unit":{"$ref":"#/components/schemas/Unit"},"l\#
        imit":{"$ref":"#/components/schemas/Amount"},"window":{"type":"string"},"per":{"type":"array\#
        ","items":{"type":"string"}},"enforced":{"type":"boolean","description":"False: it counts an\#
        d refuses nothing."},"state":{"type":"string","enum":["open","paused","frozen"]},"editable":\#
        {"type":"boolean","description":"Whether it can be changed here."},"accounts":{"type":"integ\#
        er","minimum":0,"format":"int64","description":"How many are open."},"version":{"oneOf":[{"$\#
        ref":"#/components/schemas/Version"},{"type":"null"}]},"warnings":{"type":"array","items":{"\#
        $ref":"#/components/schemas/BudgetWarning"},"maxItems":100,"description":"Where it was made \#
        or changed by this request: what refuses calls from the start."}},"required":["id","workspac\#
        e","source","definition","unit","limit","window","per","enforced","state","editable","accoun\#
        ts","version"],"examples":[{"id":"research-daily","workspace":null,"source":"console","defin\#
        ition":{"id":"research-daily","match":{"team":"research"},"per":["agent"],"limit":"10.00 USD\#
        ","window":"day","thresholds":[{"at":"80%","do":"warn"},{"at":"100%","do":"approve","approve\#
        rs":"finance"}]},"unit":"USD","limit":10000000000,"window":"day","per":["agent"],"enforced":\#
        true,"state":"open","editable":true,"accounts":12,"version":1}]},"BudgetWarning":{"type":"ob\#
        ject","description":"An account that is full at once, because what was spent in its window c\#
        ounts.","properties":{"code":{"type":"string","enum":["full_already"]},"detail":{"type":"str\#
        ing"},"limit":{"$ref":"#/components/schemas/Amount"},"scope":{"type":"string","description":\#
        "Which account, as `agent=a1`; empty for the only one."},"spent":{"$ref":"#/components/schem\#
        as/Amount"}},"required":["code","detail","limit","scope","spent"],"examples":[{"code":"full_\#
        already","detail":"370.73 USD of 1 USD is spent in its window already: its calls are refused\#
        . With countFrom: now it would count from here on.","limit":1000000000,"scope":"","spent":37\#
        0730000000}]},"BudgetList":{"type":"object","description":"A page of the list, in its order.\#
        ","properties":{"items":{"type":"array","items":{"$ref":"#/components/schemas/Budget"},"maxI\#
        tems":200},"next":{"$ref":"#/components/schemas/Next"}},"required":["items","next"]},"Create\#
        BudgetRequest":{"type":"object","properties":{"definition":{"$ref":"#/components/schemas/Bud\#
        getDefinition"},"workspace":{"$ref":"#/components/schemas/WorkspaceID","description":"It the\#
        n counts this workspace's calls alone."},"note":{"$ref":"#/components/schemas/Note"}},"requi\#
        red":["definition"],"additionalProperties":false,"examples":[{"definition":{"id":"research-d\#
        aily","match":{"team":"research"},"per":["agent"],"limit":"10.00 USD","window":"day","thresh\#
        olds":[{"at":"80%","do":"warn"},{"at":"100%","do":"approve","approvers":"finance"}]},"note":\#
        "ticket 512"}]},"EditBudgetRequest":{"type":"object","description":"The whole definition ane\#
        w; its `id` stays.","properties":{"definition":{"$ref":"#/components/schemas/BudgetDefinitio\#
        n"},"note":{"$ref":"#/components/schemas/Note"}},"required":["definition"],"additionalProper\#
        ties":false,"examples":[{"definition":{"id":"research-daily","match":{"team":"research"},"pe\#
        r":["agent"],"limit":"12.00 USD","window":"day","thresholds":[{"at":"80%","do":"warn"},{"at"\#
        :"100%","do":"approve","approvers":"finance"}]}}]},"TopUpRequest":{"type":"object","properti\#
        es":{"amount":{"$ref":"#/components/schemas/AmountText"},"scope":{"$ref":"#/components/schem\#
        as/AccountScope"},"note":{"$ref":"#/components/schemas/Note"}},"required":["amount"],"additi\#
        onalProperties":false,"examples":[{"amount":"5 USD","scope":"agent=a1","note":"until the win\#
        dow ends"}]},"AccountRequest":{"type":"object","description":"One account, or without `scope\#
        ` all of the budget's.","properties":{"scope":{"$ref":"#/components/schemas/AccountScope"},"\#
        note":{"$ref":"#/components/schemas/Note"}},"additionalProperties":false,"examples":[{"scope\#
        ":"agent=a1"}]},"ResumeBudgetRequest":{"type":"object","description":"One account, or withou\#
        t `scope` all of the budget's.","properties":{"scope":{"$ref":"#/components/schemas/AccountS\#
        cope"},"unfreeze":{"type":"boolean","default":false,"description":"Lifts a freeze too, after\#
         you have looked at its cause."},"note":{"$ref":"#/components/schemas/Note"}},"additionalPro\#
        perties":false,"examples":[{"unfreeze":true,"note":"the corrected price is in force"}]},"Set\#
        LimitRequest":{"type":"object","properties":{"scope":{"$ref":"#/components/schemas/AccountSc\#
        ope"},"limit":{"oneOf":[{"type":"string","maxLength":64,"minLength":1,"pattern":"^[0-9]{1,12\#
        }(\\.[0-9]{1,9})?[kKMB]? *[A-Za-z$€£₹][^\\x00-\\x1f\\x7f]*$"},{"type":"null"}],"description"\#
        :"An amount with the budget's unit, as `20 USD`; null takes the account's own limit away."},\#
        "note":{"$ref":"#/components/schemas/Note"}},"required":["scope","limit"],"additionalPropert\#
        ies":false,"examples":[{"scope":"agent=a1","limit":"20 USD"}]},"Account":{"type":"object","p\#
        roperties":{"budget":{"$ref":"#/components/schemas/BudgetID"},"scope":{"$ref":"#/components/\#
        schemas/AccountScope"},"unit":{"$ref":"#/components/schemas/Unit"},"limit":{"$ref":"#/compon\#
        ents/schemas/Amount","description":"Its own limit, or the budget's."},"own_limit":{"oneOf":[\#
        {"$ref":"#/components/schemas/Amount"},{"type":"null"}]},"top_ups":{"$ref":"#/components/sch\#
        emas/Amount"},"spent":{"$ref":"#/components/schemas/Amount"},"held":{"$ref":"#/components/sc\#
        hemas/Amount"},"free":{"$ref":"#/components/schemas/Amount","description":"What may still be\#
         held."},"overrun":{"$ref":"#/components/schemas/Amount","description":"What was billed past\#
         the limit."},"would_refuse":{"type":"integer","minimum":0,"format":"int64","description":"C\#
        alls that the budget would have refused, were it enforced."},"paused":{"type":"boolean"},"fr\#
        ozen":{"type":"boolean"},"enforced":{"type":"boolean"},"window":{"type":"string"},"window_en\#
        ds_ms":{"oneOf":[{"$ref":"#/components/schemas/TimeMs"},{"type":"null"}]},"exhausted_at_ms":\#
        {"oneOf":[{"$ref":"#/components/schemas/TimeMs"},{"type":"null"}],"description":"When nothin\#
        g is free at the pace of the last hour, before the window ends; null: not in this window."}}\#
        ,"required":["budget","scope","unit","limit","own_limit","top_ups","spent","held","free","ov\#
        errun","would_refuse","paused","frozen","enforced","window","window_ends_ms","exhausted_at_m\#
        s"],"examples":[{"budget":"research-daily","scope":"agent=a1","unit":"USD","limit":100000000\#
        00,"own_limit":null,"top_ups":0,"spent":8100000000,"held":250000000,"free":1650000000,"overr\#
        un":0,"would_refuse":0,"paused":false,"frozen":false,"enforced":true,"window":"day","window_\#
        ends_ms":1795305600000,"exhausted_at_ms":null}]},"AccountList":{"type":"object","description\#
        ":"A page of the list, in its order.","properties":{"items":{"type":"array","items":{"$ref":\#
        "#/components/schemas/Account"},"maxItems":200},"next":{"$ref":"#/components/schemas/Next"}}\#
        ,"required":["items","next"]},"BudgetChange":{"type":"object","description":"What the change\#
         left.","properties":{"sequence":{"$ref":"#/components/schemas/Sequence"},"accounts":{"type"\#
        :"array","items":{"$ref":"#/components/schemas/Account"},"maxItems":200,"description":"The o\#
        pen accounts that it is about, the fullest first."},"made":{"type":"boolean","description":"\#
        Whether a top-up has made the account: nobody had called under it."},"touched":{"type":"inte\#
        ger","minimum":0,"format":"int64","description":"How many open accounts it was about; 0 wher\#
        e the budget has none yet."}},"required":["sequence","accounts","made","touched"],"examples"\#
        :[{"sequence":4711,"made":false,"touched":1,"accounts":[{"budget":"research-daily","scope":"\#
        agent=a1","unit":"USD","limit":10000000000,"own_limit":null,"top_ups":5000000000,"spent":810\#
        0000000,"held":250000000,"free":6650000000,"overrun":0,"would_refuse":0,"paused":false,"froz\#
        en":false,"enforced":true,"window":"day","window_ends_ms":1795305600000,"exhausted_at_ms":nu\#
        ll}]}]},"ToolGuards":{"type":"object","description":"What is judged before each call, across\#
         processes; a guard that is left out does not guard.","properties":{"rate_limit":{"type":"ob\#
        ject","properties":{"calls_max":{"type":"integer","minimum":1,"maximum":1000000},"period_ms"\#
        :{"type":"integer","minimum":1,"maximum":86400000}},"required":["calls_max","period_ms"],"ad\#
        ditionalProperties":false},"circuit_breaker":{"type":"object","properties":{"failures_max":{\#
        "type":"integer","minimum":1,"maximum":1000},"reset_ms":{"type":"integer","minimum":1,"maxim\#
        um":86400000}},"required":["failures_max","reset_ms"],"additionalProperties":false},"attempt\#
        s_max":{"type":"integer","minimum":1,"maximum":1000000,"description":"Calls in one run."},"i\#
        dempotency":{"type":"object","properties":{"ttl_ms":{"type":"integer","minimum":1,"maximum":\#
        2592000000,"format":"int64"}},"required":["ttl_ms"],"additionalProperties":false}},"addition\#
        alProperties":false},"Tool":{"type":"object","properties":{"workspace":{"$ref":"#/components\#
        /schemas/WorkspaceID"},"name":{"type":"string"},"cost_nanos":{"$ref":"#/components/schemas/N\#
        anos","description":"What a call costs."},"currency":{"$ref":"#/components/schemas/Currency"\#
        },"description":{"type":"string"},"category":{"type":"string","description":"Empty: none."},\#
        "guards":{"$ref":"#/components/schemas/ToolGuards"},"registered_at_ms":{"$ref":"#/components\#
        /schemas/TimeMs"},"version":{"$ref":"#/components/schemas/Version"}},"required":["workspace"\#
        ,"name","cost_nanos","currency","description","category","guards","registered_at_ms","versio\#
        n"],"examples":[{"workspace":"default","name":"tavily-search","cost_nanos":30000000,"currenc\#
        y":"USD","description":"web search","category":"search","guards":{"rate_limit":{"calls_max":\#
        10,"period_ms":60000}},"registered_at_ms":1795255380412,"version":1}]},"ToolList":{"type":"o\#
        bject","description":"A page of the list, in its order.","properties":{"items":{"type":"arra\#
        y","items":{"$ref":"#/components/schemas/Tool"},"maxItems":200},"next":{"$ref":"#/components\#
        /schemas/Next"}},"required":["items","next"]},"PutToolRequest":{"type":"object","description\#
        ":"All of it; what is left out is none.","properties":{"cost_nanos":{"$ref":"#/components/sc\#
        hemas/Nanos","description":"What a call costs, in the workspace's currency."},"description":\#
        {"type":"string","maxLength":500,"default":""},"category":{"type":"string","minLength":1,"ma\#
        xLength":100,"pattern":"^[^\\x00-\\x1f\\x7f]+$","description":"Groups tools for policies."},\#
        "guards":{"$ref":"#/components/schemas/ToolGuards"},"note":{"$ref":"#/components/schemas/Not\#
        e"}},"required":["cost_nanos"],"additionalProperties":false,"examples":[{"cost_nanos":300000\#
        00,"description":"web search","category":"search","guards":{"rate_limit":{"calls_max":10,"pe\#
        riod_ms":60000}}}]},"Finding":{"type":"object","properties":{"severity":{"type":"string","en\#
        um":["error","warning"]},"code":{"type":"string"},"path":{"type":"string","description":"Whe\#
        re in the policy, as `budgets[1].limit`."},"line":{"type":"integer","minimum":0,"format":"in\#
        t64"},"column":{"type":"integer","minimum":0,"format":"int64"},"message":{"type":"string"}},\#
        "required":["severity","code","path","line","column","message"],"examples":[{"severity":"war\#
        ning","code":"budget_covered","path":"budgets[1]","line":4,"column":5,"message":"the budget \#
        \"daily\" counts every call of this one and allows no more"}]},"PolicyVersion":{"type":"obje\#
        ct","properties":{"version":{"$ref":"#/components/schemas/Version"},"state":{"type":"string"\#
        ,"enum":["draft","active","retired"],"description":"Never in force, in force now, or once in\#
         force."},"format":{"type":"string","enum":["yaml","json"]},"hash":{"type":"string","descrip\#
        tion":"As receipts name it."},"note":{"type":"string"},"created_at_ms":{"$ref":"#/components\#
        /schemas/TimeMs"},"created_by":{"$ref":"#/components/schemas/Who"},"activated_at_ms":{"oneOf\#
        ":[{"$ref":"#/components/schemas/TimeMs"},{"type":"null"}]},"findings":{"type":"array","item\#
        s":{"$ref":"#/components/schemas/Finding"},"maxItems":64,"description":"Warnings of when it \#
        was uploaded."}},"required":["version","state","format","hash","note","created_at_ms","creat\#
        ed_by","activated_at_ms","findings"],"examples":[{"version":7,"state":"active","format":"yam\#
        l","hash":"9f2b6c0e5a4d4c7f8e1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f70","note":"halves \#
        the day","created_at_ms":1795255380412,"created_by":"person:ana@example.com","activated_at_m\#
        s":1795255440412,"findings":[]}]},"PolicyVersionList":{"type":"object","description":"A page\#
         of the list, in its order.","properties":{"items":{"type":"array","items":{"$ref":"#/compon\#
        ents/schemas/PolicyVersion"},"maxItems":200},"next":{"$ref":"#/components/schemas/Next"}},"r\#
        equired":["items","next"]},"PolicyFile":{"type":"object","description":"The policy's file, w\#
        hich has no number: in force (`active`), or not read while a version is (`retired`).","prope\#
        rties":{"version":{"type":"null"},"state":{"type":"string","enum":["active","retired"]}},"re\#
        quired":["version","state"],"examples":[{"version":null,"state":"active"}]},"PolicyFileText"\#
        :{"allOf":[{"$ref":"#/components/schemas/PolicyFile"},{"type":"object","properties":{"format\#
        ":{"type":"string","enum":["yaml","json"]},"text":{"type":"string","description":"The file a\#
        s it is now."}},"required":["format","text"]}],"examples":[{"version":null,"state":"active",\#
        "format":"yaml","text":"version: 1\nbudgets:\n  - { id: daily, limit: 10.00 USD, window: day\#
         }\n"}]},"PolicyVersionText":{"allOf":[{"$ref":"#/components/schemas/PolicyVersion"},{"type"\#
        :"object","properties":{"text":{"type":"string","description":"The policy as it was uploaded\#
        ."}},"required":["text"]}],"examples":[{"version":7,"state":"active","format":"yaml","hash":\#
        "9f2b6c0e5a4d4c7f8e1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f70","note":"halves the day","\#
        created_at_ms":1795255380412,"created_by":"person:ana@example.com","activated_at_ms":1795255\#
        440412,"findings":[],"text":"version: 1\nbudgets:\n  - { id: daily, limit: 10.00 USD, window\#
        : day }\n"}]},"AnyPolicyText":{"anyOf":[{"$ref":"#/components/schemas/PolicyVersionText"},{"\#
        $ref":"#/components/schemas/PolicyFileText"}],"examples":[{"version":null,"state":"active","\#
        format":"yaml","text":"version: 1\nbudgets:\n  - { id: daily, limit: 10.00 USD, window: day \#
        }\n"}]},"UploadPolicyRequest":{"type":"object","properties":{"text":{"type":"string","minLen\#
        gth":1,"maxLength":1048576,"description":"The policy."},"format":{"type":"string","enum":["y\#
        aml","json"],"default":"yaml"},"note":{"$ref":"#/components/schemas/Note"}},"required":["tex\#
        t"],"additionalProperties":false,"examples":[{"text":"version: 1\nbudgets:\n  - { id: daily,\#
         limit: 10.00 USD, window: day }\n","format":"yaml","note":"halves the day"}]},"PolicyChoice\#
        ":{"description":"A version that is stored, or a text.","oneOf":[{"type":"object","propertie\#
        s":{"version":{"oneOf":[{"type":"integer","minimum":1,"maximum":999999999},{"type":"string",\#
        "enum":["active","file"]}]}},"required":["version"],"additionalProperties":false},{"type":"o\#
        bject","properties":{"text":{"type":"string","minLength":1,"maxLength":1048576,"description"\#
        :"The policy."},"format":{"type":"string","enum":["yaml","json"],"default":"yaml"}},"require
        """#,
        #"""
        d":["text"],"additionalProperties":false}],"examples":[{"version":"active"}]},"CheckPolicyRe\#
        quest":{"type":"object","properties":{"policy":{"$ref":"#/components/schemas/PolicyChoice"}}\#
        ,"required":["policy"],"additionalProperties":false,"examples":[{"policy":{"text":"version: \#
        1\nbudgets:\n  - { id: daily, limit: 10.00 USD, window: day }\n"}}]},"PolicyCheck":{"type":"\#
        object","properties":{"valid":{"type":"boolean","description":"Whether it can be put in forc\#
        e: no finding is an error."},"hash":{"type":["string","null"]},"id":{"type":["string","null"\#
        ]},"budgets":{"type":"integer","minimum":0,"format":"int64"},"rules":{"type":"integer","mini\#
        mum":0,"format":"int64"},"findings":{"type":"array","items":{"$ref":"#/components/schemas/Fi\#
        nding"},"maxItems":1000}},"required":["valid","hash","id","budgets","rules","findings"],"exa\#
        mples":[{"valid":true,"hash":"9f2b6c0e5a4d4c7f8e1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f\#
        70","id":"policy","budgets":1,"rules":0,"findings":[]}]},"DiffPoliciesRequest":{"type":"obje\#
        ct","properties":{"old":{"$ref":"#/components/schemas/PolicyChoice"},"new":{"$ref":"#/compon\#
        ents/schemas/PolicyChoice"}},"required":["old","new"],"additionalProperties":false,"examples\#
        ":[{"old":{"version":"active"},"new":{"text":"version: 1\nbudgets:\n  - { id: daily, limit: \#
        10.00 USD, window: day }\n"}}]},"PolicyDiff":{"type":"object","properties":{"verdict":{"type\#
        ":"string","enum":["same","tightens","loosens","unknown"],"description":"`same` and `tighten\#
        s` are proved; `loosens` has a counterexample; `unknown` says why."},"classes":{"type":"inte\#
        ger","minimum":0,"format":"int64","description":"Kinds of calls that were compared."},"chang\#
        es":{"type":"array","items":{"type":"object","properties":{"kind":{"type":"string","enum":["\#
        added","removed","changed"]},"what":{"type":"string"},"how":{"type":"array","items":{"type":\#
        "string"}}},"required":["kind","what","how"]}},"reasons":{"type":"array","items":{"type":"st\#
        ring"}},"counterexample":{"description":"A call that the new policy decides less strictly.",\#
        "oneOf":[{"type":"object","properties":{"calls":{"type":"array","items":{"type":"string"}},"\#
        old":{"type":"string"},"old_reasons":{"type":"array","items":{"type":"string"}},"new":{"type\#
        ":"string"},"new_reasons":{"type":"array","items":{"type":"string"}},"past":{"type":"array",\#
        "items":{"type":"object","properties":{"amounts":{"type":"array","items":{"type":"string"}},\#
        "scope":{"type":"object"},"at_ms":{"$ref":"#/components/schemas/TimeMs"}},"required":["amoun\#
        ts","scope"]}}},"required":["calls","old","old_reasons","new","new_reasons","past"]},{"type"\#
        :"null"}]}},"required":["verdict","classes","changes","reasons","counterexample"],"examples"\#
        :[{"verdict":"tightens","classes":1,"changes":[{"kind":"changed","what":"budget daily","how"\#
        :["limit 1.00 USD → 0.80 USD"]}],"reasons":[],"counterexample":null}]},"BacktestPolicyReques\#
        t":{"type":"object","description":"Past calls under another policy.","properties":{"policy":\#
        {"$ref":"#/components/schemas/PolicyChoice"},"from_ms":{"$ref":"#/components/schemas/TimeMs"\#
        },"to_ms":{"$ref":"#/components/schemas/TimeMs"}},"required":["policy"],"additionalPropertie\#
        s":false,"examples":[{"policy":{"version":8},"from_ms":1794650580412,"to_ms":1795255380412}]\#
        },"PolicyBacktest":{"type":"object","description":"In US dollars.","properties":{"entries":{\#
        "type":"integer","minimum":0,"format":"int64"},"calls":{"type":"integer","minimum":0,"format\#
        ":"int64","description":"Calls that were admitted."},"cost_nanos":{"$ref":"#/components/sche\#
        mas/Nanos","description":"What they cost."},"new_nanos":{"$ref":"#/components/schemas/Nanos"\#
        ,"description":"What they would have cost."},"open":{"type":"integer","minimum":0,"format":"\#
        int64","description":"Calls that were not closed yet."},"refused":{"type":"integer","minimum\#
        ":0,"format":"int64","description":"Calls that were refused."},"admitted_instead":{"type":"i\#
        nteger","minimum":0,"format":"int64","description":"Of these, how many would be admitted."},\#
        "admitted_instead_nanos":{"$ref":"#/components/schemas/Nanos"},"rows":{"type":"array","items\#
        ":{"type":"object","properties":{"decision":{"type":"string"},"by":{"type":"string"},"model"\#
        :{"type":"string"},"calls":{"type":"integer","minimum":0,"format":"int64"},"cost_nanos":{"$r\#
        ef":"#/components/schemas/Nanos"},"new_nanos":{"$ref":"#/components/schemas/Nanos"},"saved_n\#
        anos":{"$ref":"#/components/schemas/SignedNanos"}},"required":["decision","by","model","call\#
        s","cost_nanos","new_nanos","saved_nanos"]}}},"required":["entries","calls","cost_nanos","ne\#
        w_nanos","open","refused","admitted_instead","admitted_instead_nanos","rows"],"examples":[{"\#
        entries":500,"calls":156,"cost_nanos":275325600,"new_nanos":10561600,"open":0,"refused":4,"a\#
        dmitted_instead":0,"admitted_instead_nanos":0,"rows":[{"decision":"block","by":"budget daily\#
        ","model":"","calls":126,"cost_nanos":231203250,"new_nanos":0,"saved_nanos":231203250}]}]},"\#
        ExplainedCall":{"type":"object","description":"A call as it would be made; with neither `mod\#
        el` nor `tool` it is one of no model.","properties":{"scope":{"$ref":"#/components/schemas/S\#
        cope"},"input_tokens":{"type":"integer","minimum":0,"maximum":1000000000},"output_tokens":{"\#
        type":"integer","minimum":0,"maximum":1000000000,"description":"As many as the model makes a\#
        t most, without it."},"cost":{"$ref":"#/components/schemas/AmountText","description":"What i\#
        t costs at the most, where no price book knows."},"capability":{"type":"string","enum":["rea\#
        d_only","data_write","payment_initiate","payment_execute"],"description":"What the holder is\#
         trusted with."},"steps":{"type":"integer","minimum":1,"maximum":1000000000,"description":"C\#
        alls of the run, this one included."},"stream":{"type":"boolean","default":false}},"addition\#
        alProperties":false},"ExplainPolicyRequest":{"type":"object","description":"A call, or an en\#
        try of the journal.","properties":{"policy":{"$ref":"#/components/schemas/PolicyChoice","des\#
        cription":"The one in force, without it."},"call":{"$ref":"#/components/schemas/ExplainedCal\#
        l"},"receipt":{"$ref":"#/components/schemas/Sequence","description":"In place of `call`: a h\#
        old, a refusal or the ask for an approval."},"spent":{"type":"object","description":"Amounts\#
         by budget, in place of what is spent now; for one account `BUDGET(agent=a2)`.","additionalP\#
        roperties":{"$ref":"#/components/schemas/AmountText"},"maxProperties":32},"at_ms":{"$ref":"#\#
        /components/schemas/TimeMs"}},"minProperties":1,"additionalProperties":false,"examples":[{"c\#
        all":{"scope":{"agent":"a1","model":"gpt-5"},"input_tokens":2000,"output_tokens":1000},"spen\#
        t":{"daily":"5 USD"}}]},"ExplainedBudget":{"type":"object","properties":{"budget":{"type":"s\#
        tring"},"scope":{"type":"string"},"unit":{"$ref":"#/components/schemas/Unit"},"enforced":{"t\#
        ype":"boolean"},"paused":{"type":"boolean"},"limit":{"$ref":"#/components/schemas/Amount"},"\#
        spent":{"$ref":"#/components/schemas/Amount"},"held":{"$ref":"#/components/schemas/Amount"},\#
        "needed":{"$ref":"#/components/schemas/Amount"},"free":{"$ref":"#/components/schemas/Amount"\#
        },"passed":{"type":"array","items":{"type":"string"},"description":"Shares that the call wou\#
        ld pass, and what happens there."},"window_ends_ms":{"$ref":"#/components/schemas/TimeMs"}},\#
        "required":["budget","scope","unit","enforced","paused","limit","spent","held","needed","fre\#
        e","passed"]},"ExplainedStep":{"type":"object","description":"How it was judged with one mod\#
        el.","properties":{"model":{"type":"string"},"cost_nanos":{"$ref":"#/components/schemas/Nano\#
        s"},"tokens":{"type":"integer","minimum":0,"format":"int64"},"budgets":{"type":"array","item\#
        s":{"$ref":"#/components/schemas/ExplainedBudget"}},"not_counted":{"type":"array","items":{"\#
        type":"object","description":"A budget that does not match.","properties":{"budget":{"type":\#
        "string"},"failing":{"type":"array","items":{"type":"string"}}},"required":["budget","failin\#
        g"]}},"rules":{"type":"array","items":{"type":"object","properties":{"rule":{"type":"string"\#
        },"action":{"type":"string"},"applies":{"type":"boolean"},"determines":{"type":"boolean"},"c\#
        onditions":{"type":"array","items":{"type":"object","properties":{"text":{"type":"string"},"\#
        holds":{"type":"boolean"}},"required":["text","holds"]}}},"required":["rule","action","appli\#
        es","determines","conditions"]}}},"required":["model","budgets","not_counted","rules"]},"Pol\#
        icyExplanation":{"type":"object","properties":{"decision":{"type":"string","enum":["allow","\#
        downgrade","approve","wait","block"]},"model":{"type":"string","description":"The one that t\#
        akes the call."},"reasons":{"type":"array","items":{"type":"string"}},"shadow_reasons":{"typ\#
        e":"array","items":{"type":"string"},"description":"What budgets and rules would have done t\#
        hat only watch."},"determining":{"type":"array","items":{"type":"string"}},"refused_by":{"ty\#
        pe":"array","items":{"type":"string"}},"instead":{"type":"object","description":"What would \#
        be admitted.","properties":{"cheapest_model":{"type":"string"},"cheapest_nanos":{"$ref":"#/c\#
        omponents/schemas/Nanos"},"free_at_ms":{"$ref":"#/components/schemas/TimeMs"},"output_tokens\#
        ":{"type":"integer","minimum":0,"format":"int64"}}},"steps":{"type":"array","items":{"$ref":\#
        "#/components/schemas/ExplainedStep"}},"call":{"type":"object"},"at_ms":{"$ref":"#/component\#
        s/schemas/TimeMs"},"hash":{"type":"string","description":"The policy's."},"output_tokens":{"\#
        type":"integer","minimum":0,"format":"int64"},"approval":{"type":"object","properties":{"app\#
        rovers":{"type":"string"},"need":{"type":"integer","minimum":1,"format":"int64"},"within_ms"\#
        :{"type":"integer","minimum":0,"format":"int64"},"lifts_limit":{"type":"boolean"}},"required\#
        ":["approvers","need","within_ms","lifts_limit"]},"receipt":{"type":"object","description":"\#
        What was decided then.","properties":{"sequence":{"$ref":"#/components/schemas/Sequence"},"k\#
        ind":{"type":"string"},"policy":{"type":"object","properties":{"id":{"type":"string"},"versi\#
        on":{"type":"integer","minimum":0,"format":"int64"},"hash":{"type":"string"},"entry":{"$ref"\#
        :"#/components/schemas/Sequence"}},"required":["id","version"]},"reasons":{"type":"array","i\#
        tems":{"type":"string"}},"recorded":{"type":"array","items":{"type":"object","properties":{"\#
        budget":{"type":"string"},"scope":{"type":"string"},"text":{"type":"string"}},"required":["b\#
        udget","scope","text"]}}},"required":["sequence","kind","policy","reasons","recorded"]}},"re\#
        quired":["decision","model","reasons","shadow_reasons","determining","refused_by","instead",\#
        "steps","call","at_ms","hash"],"examples":[{"decision":"allow","model":"gpt-5","reasons":[],\#
        "shadow_reasons":[],"determining":[],"refused_by":[],"instead":{},"steps":[{"model":"gpt-5",\#
        "cost_nanos":12500000,"tokens":3000,"budgets":[{"budget":"daily","scope":"","unit":"USD","en\#
        forced":true,"paused":false,"limit":10000000000,"spent":5000000000,"held":0,"needed":1250000\#
        0,"free":5000000000,"passed":[]}],"not_counted":[],"rules":[]}],"call":{"agent":"a1","model"\#
        :"gpt-5","provider":"openai"},"at_ms":1795255380412,"hash":"9f2b6c0e5a4d4c7f8e1a2b3c4d5e6f70\#
        8192a3b4c5d6e7f8091a2b3c4d5e6f70"}]},"ActivatePolicyRequest":{"type":"object","properties":{\#
        "expects_active":{"oneOf":[{"type":"integer","minimum":1,"maximum":999999999},{"type":"null"\#
        }],"description":"The version that is in force now, null for the policy's file; 409 where it\#
         is another."},"note":{"$ref":"#/components/schemas/Note"}},"additionalProperties":false,"ex\#
        amples":[{"expects_active":6,"note":"from Monday on"}]},"ActivatedFile":{"allOf":[{"$ref":"#\#
        /components/schemas/PolicyFile"},{"$ref":"#/components/schemas/ActivationChange"}],"examples\#
        ":[{"version":null,"state":"active","replaced":7,"opened":[],"closed":[],"changed":[]}]},"Ac\#
        tivated":{"anyOf":[{"$ref":"#/components/schemas/ActivatedPolicy"},{"$ref":"#/components/sch\#
        emas/ActivatedFile"}],"examples":[{"version":null,"state":"active","replaced":7,"opened":[],\#
        "closed":[],"changed":[]}]},"ActivationChange":{"type":"object","properties":{"replaced":{"o\#
        neOf":[{"$ref":"#/components/schemas/Version"},{"type":"null"}],"description":"The version t\#
        hat was in force; null for the policy's file."},"opened":{"type":"array","items":{"type":"st\#
        ring"},"description":"Budgets that begin."},"closed":{"type":"array","items":{"type":"string\#
        "},"description":"Budgets that end."},"changed":{"type":"array","items":{"type":"string"},"d\#
        escription":"Budgets with another meaning."}},"required":["replaced","opened","closed","chan\#
        ged"],"examples":[{"replaced":6,"opened":["daily"],"closed":[],"changed":[]}]},"ActivatedPol\#
        icy":{"allOf":[{"$ref":"#/components/schemas/PolicyVersion"},{"$ref":"#/components/schemas/A\#
        ctivationChange"}],"examples":[{"version":7,"state":"active","format":"yaml","hash":"9f2b6c0\#
        e5a4d4c7f8e1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f70","note":"halves the day","created_\#
        at_ms":1795255380412,"created_by":"person:ana@example.com","activated_at_ms":1795255440412,"\#
        findings":[],"replaced":6,"opened":["daily"],"closed":[],"changed":[]}]},"Price":{"type":"ob\#
        ject","description":"An edition, in US dollars.","properties":{"provider":{"type":"string"},\#
        "model":{"type":"string"},"kind":{"type":"string"},"source":{"type":"string"},"context_token\#
        s":{"type":["integer","null"],"minimum":0,"format":"int64"},"max_output_tokens":{"type":["in\#
        teger","null"],"minimum":0,"format":"int64"},"hides_reasoning":{"type":"boolean"},"from_ms":\#
        {"$ref":"#/components/schemas/TimeMs"},"daily_hours":{"type":"string","description":"The hou\#
        rs of each day, UTC, in which it holds."},"sheets":{"type":"array","items":{"type":"object",\#
        "properties":{"variant":{"type":"string"},"above_input_tokens":{"type":"integer","minimum":0\#
        ,"format":"int64"},"nanos_per_million":{"type":"object","description":"Billionths of a dolla\#
        r for a million of each measure.","additionalProperties":{"$ref":"#/components/schemas/Nanos\#
        "}}},"required":["variant","above_input_tokens","nanos_per_million"]}}},"required":["provide\#
        r","model","kind","source","context_tokens","max_output_tokens","hides_reasoning","from_ms",\#
        "sheets"],"examples":[{"provider":"openai","model":"gpt-4o","kind":"chat","source":"genai-pr\#
        ices","context_tokens":128000,"max_output_tokens":16384,"hides_reasoning":false,"from_ms":0,\#
        "sheets":[{"variant":"standard","above_input_tokens":0,"nanos_per_million":{"input":25000000\#
        00,"output":10000000000}}]}]},"PriceList":{"type":"object","description":"A page of the list\#
        , in its order.","properties":{"items":{"type":"array","items":{"$ref":"#/components/schemas\#
        /Price"},"maxItems":200},"next":{"$ref":"#/components/schemas/Next"}},"required":["items","n\#
        ext"]},"PriceEditions":{"type":"object","properties":{"provider":{"type":"string"},"model":{\#
        "type":"string"},"names":{"type":"array","items":{"type":"string"},"description":"Every name\#
         of the model."},"has_patterns":{"type":"boolean","description":"Whether names that begin or\#
         end so fit, too."},"book":{"type":"string","description":"The book's hash, as receipts name\#
         it."},"editions":{"type":"array","items":{"$ref":"#/components/schemas/Price"},"description\#
        ":"The oldest first."}},"required":["provider","model","names","has_patterns","book","editio\#
        ns"],"examples":[{"provider":"openai","model":"gpt-4o","names":["gpt-4o","gpt-4o-2024-08-06"\#
        ],"has_patterns":false,"book":"d55486b2","editions":[{"provider":"openai","model":"gpt-4o","\#
        kind":"chat","source":"genai-prices","context_tokens":128000,"max_output_tokens":16384,"hide\#
        s_reasoning":false,"from_ms":0,"sheets":[{"variant":"standard","above_input_tokens":0,"nanos\#
        _per_million":{"input":2500000000,"output":10000000000}}]}]}]},"ApprovalID":{"type":"string"\#
        ,"minLength":15,"maxLength":36,"pattern":"^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-\#
        [0-9a-f]{12}|ap-[0-9a-f]{12})$","description":"As the refusal or the call's answer named it.\#
        "},"Vote":{"type":"object","properties":{"by":{"$ref":"#/components/schemas/Who"},"for":{"ty\#
        pe":"boolean"},"note":{"type":"string"},"at_ms":{"$ref":"#/components/schemas/TimeMs"},"entr\#
        y":{"$ref":"#/components/schemas/Sequence"}},"required":["by","for","note","at_ms","entry"],\#
        "examples":[{"by":"person:ana@example.com","for":true,"note":"","at_ms":1795255380412,"entry\#
        ":4712}]},"Approval":{"type":"object","properties":{"id":{"$ref":"#/components/schemas/Appro\#
        valID"},"kind":{"type":"string","enum":["call","tool_call"]},"state":{"type":"string","enum"\#
        :["pending","granted","used","denied","expired","withdrawn"]},"workspace":{"oneOf":[{"$ref":\#
        "#/components/schemas/WorkspaceID"},{"type":"null"}],"description":"Null where the call has \#
        none."},"agent":{"type":["string","null"]},"run":{"type":["string","null"]},"key_id":{"$ref"\#
        :"#/components/schemas/KeyID"},"model":{"type":["string","null"]},"tool":{"type":["string","\#
        null"]},"lines":{"type":"array","items":{"$ref":"#/components/schemas/Line"},"description":"\#
        What is, or would be, set aside."},"cost_nanos":{"$ref":"#/components/schemas/Nanos","descri\#
        ption":"The most that it can cost."},"currency":{"$ref":"#/components/schemas/Currency"},"re\#
        asons":{"type":"array","items":{"type":"string"}},"approvers":{"type":["string","null"],"des\#
        cription":"The group that is asked; null: any approver."},"needed":{"type":"integer","minimu\#
        m":1,"maximum":16,"description":"Votes that it takes."},"votes":{"type":"array","items":{"$r\#
        ef":"#/components/schemas/Vote"}},"asked_at_ms":{"$ref":"#/components/schemas/TimeMs"},"unti\#
        l_ms":{"$ref":"#/components/schemas/TimeMs"},"used_by":{"type":["string","null"],"descriptio\#
        n":"The hold of the call that was made with it."},"entry":{"$ref":"#/components/schemas/Sequ\#
        ence"}},"required":["id","kind","state","workspace","agent","run","key_id","model","tool","l\#
        ines","cost_nanos","currency","reasons","approvers","needed","votes","asked_at_ms","until_ms\#
        ","used_by","entry"],"examples":[{"id":"7c9b56b1-6ed1-49af-965c-3bf89c8d47f6","kind":"call",\#
        "state":"pending","workspace":"default","agent":"ag_0a1b2c3d4e5f6071","run":"run-1","key_id"\#
        :"key_31a85e644888287e72081733","model":"gpt-5","tool":null,"lines":[{"budget":"research-dai\#
        ly","scope":"agent=a1","unit":"USD","amount":250000000}],"cost_nanos":250000000,"currency":"\#
        USD","reasons":["the day's money is spent"],"approvers":"finance","needed":1,"votes":[],"ask\#
        ed_at_ms":1795255380412,"until_ms":1795258980412,"used_by":null,"entry":4711}]},"ApprovalLis\#
        t":{"type":"object","description":"A page of the list, in its order.","properties":{"items":\#
        {"type":"array","items":{"$ref":"#/components/schemas/Approval"},"maxItems":200},"next":{"$r\#
        ef":"#/components/schemas/Next"}},"required":["items","next"]},"Receipt":{"type":"object","d
        """#,
        #"""
        escription":"An entry in short.","properties":{"sequence":{"$ref":"#/components/schemas/Sequ\#
        ence"},"kind":{"type":"string","description":"As docs/formats/entries.md has them."},"at_ms"\#
        :{"$ref":"#/components/schemas/TimeMs"},"hash":{"type":"string","description":"The entry's, \#
        in hexadecimal."},"text":{"type":"string","description":"What happened, in a sentence."},"ho\#
        ld":{"type":["string","null"]},"key_id":{"type":["string","null"]},"workspace":{"type":["str\#
        ing","null"]},"agent":{"type":["string","null"]},"run":{"type":["string","null"]},"model":{"\#
        type":["string","null"]},"tool":{"type":["string","null"]},"cost_nanos":{"oneOf":[{"$ref":"#\#
        /components/schemas/SignedNanos"},{"type":"null"}],"description":"In US dollars, where it is\#
         about money of a call."}},"required":["sequence","kind","at_ms","hash","text","hold","key_i\#
        d","workspace","agent","run","model","tool","cost_nanos"],"examples":[{"sequence":4711,"kind\#
        ":"hold","at_ms":1795255380412,"hash":"8fd7dc4763d943bd1c3b4f1e4dacd0aa50080079aa2975c50b063\#
        9c1e441281f","text":"held 0.25 USD in research-daily (agent=a1)","hold":"7c9b56b1-6ed1-49af-\#
        965c-3bf89c8d47f6","key_id":"key_31a85e644888287e72081733","workspace":"default","agent":"a1\#
        ","run":"run-1","model":"gpt-5","tool":null,"cost_nanos":250000000}]},"ReceiptList":{"type":\#
        "object","description":"A page of the list, in its order.","properties":{"items":{"type":"ar\#
        ray","items":{"$ref":"#/components/schemas/Receipt"},"maxItems":200},"next":{"$ref":"#/compo\#
        nents/schemas/Next"}},"required":["items","next"]},"ReceiptEntry":{"allOf":[{"$ref":"#/compo\#
        nents/schemas/Receipt"},{"type":"object","properties":{"line":{"type":"string","description"\#
        :"The stored line, byte for byte, over which the hash is made."},"entry":{"type":"object","d\#
        escription":"The entry, read."},"seal":{"description":"Null until it is sealed.","oneOf":[{"\#
        type":"object","properties":{"first_sequence":{"$ref":"#/components/schemas/Sequence"},"last\#
        _sequence":{"$ref":"#/components/schemas/Sequence"},"text":{"type":"string","description":"T\#
        he seal as it is stored."}},"required":["first_sequence","last_sequence","text"]},{"type":"n\#
        ull"}]}},"required":["line","entry","seal"]}],"examples":[{"sequence":4711,"kind":"hold","at\#
        _ms":1795255380412,"hash":"8fd7dc4763d943bd1c3b4f1e4dacd0aa50080079aa2975c50b0639c1e441281f"\#
        ,"text":"held 0.25 USD in research-daily (agent=a1)","hold":"7c9b56b1-6ed1-49af-965c-3bf89c8\#
        d47f6","key_id":"key_31a85e644888287e72081733","workspace":"default","agent":"a1","run":"run\#
        -1","model":"gpt-5","tool":null,"cost_nanos":250000000,"line":"{\"decision\":{\"kind\":\"hol\#
        d\"}}","entry":{"kind":"hold"},"seal":null}]},"Log":{"type":"object","description":"What to \#
        check receipts against; get the key by another way, too.","properties":{"origin":{"type":"st\#
        ring","description":"The log's name."},"entries":{"type":"integer","minimum":0,"format":"int\#
        64"},"head_hash":{"type":"string"},"checkpoint":{"type":["string","null"],"description":"The\#
         newest signed checkpoint (C2SP tlog-checkpoint)."},"verifier_key":{"type":"string","descrip\#
        tion":"The log's key as witnesses take it."},"public_key":{"type":"string","description":"Th\#
        e same in hexadecimal."}},"required":["origin","entries","head_hash","checkpoint","verifier_\#
        key","public_key"],"examples":[{"origin":"farthing/0191e2c4-7a10-7c1e-9b1f-3f5a6c7d8e9f","en\#
        tries":4711,"head_hash":"8fd7dc4763d943bd1c3b4f1e4dacd0aa50080079aa2975c50b0639c1e441281f","\#
        checkpoint":null,"verifier_key":"farthing/0191e2c4-7a10-7c1e-9b1f-3f5a6c7d8e9f+0a1b2c3d+AdYk\#
        W3lSJ0Y9m1Oa3zq0r1M0b1m9W0o3cA1yY0b5Yw0m","public_key":"d6245b795227463d9b539adf3ab4af533b1b\#
        d9bd5b4a37700d7263b6f9630d26"}]},"Hold":{"type":"object","description":"Who has the headroom\#
        .","properties":{"id":{"type":"string"},"key_id":{"$ref":"#/components/schemas/KeyID"},"work\#
        space":{"type":["string","null"]},"agent":{"type":["string","null"]},"run":{"type":["string"\#
        ,"null"]},"model":{"type":["string","null"]},"tool":{"type":["string","null"]},"sent":{"type\#
        ":"boolean","description":"Whether it may cost already."},"job":{"type":["string","null"],"d\#
        escription":"What a provider goes on with."},"lines":{"type":"array","items":{"$ref":"#/comp\#
        onents/schemas/Line"},"description":"What is held in each account."},"created_at_ms":{"$ref"\#
        :"#/components/schemas/TimeMs"},"expires_at_ms":{"$ref":"#/components/schemas/TimeMs"},"rece\#
        ipt":{"$ref":"#/components/schemas/Sequence"}},"required":["id","key_id","workspace","agent"\#
        ,"run","model","tool","sent","job","lines","created_at_ms","expires_at_ms","receipt"],"examp\#
        les":[{"id":"7c9b56b1-6ed1-49af-965c-3bf89c8d47f6","key_id":"key_31a85e644888287e72081733","\#
        workspace":"default","agent":"a1","run":"run-1","model":"gpt-5","tool":null,"sent":true,"job\#
        ":null,"lines":[{"budget":"research-daily","scope":"agent=a1","unit":"USD","amount":25000000\#
        0}],"created_at_ms":1795255380412,"expires_at_ms":1795255500412,"receipt":4711}]},"HoldList"\#
        :{"type":"object","description":"A page of the list, in its order.","properties":{"items":{"\#
        type":"array","items":{"$ref":"#/components/schemas/Hold"},"maxItems":200},"next":{"$ref":"#\#
        /components/schemas/Next"}},"required":["items","next"]},"Run":{"type":"object","properties"\#
        :{"run":{"$ref":"#/components/schemas/RunID"},"parent":{"type":["string","null"]},"workspace\#
        ":{"type":["string","null"]},"agent":{"type":["string","null"]},"state":{"type":"string","en\#
        um":["running","ended","killed"],"description":"`ended`: nothing is held and nothing came fo\#
        r an hour."},"calls":{"type":"integer","minimum":0,"format":"int64"},"refused":{"type":"inte\#
        ger","minimum":0,"format":"int64"},"cost_nanos":{"$ref":"#/components/schemas/Nanos","descri\#
        ption":"Its own calls."},"tree_cost_nanos":{"$ref":"#/components/schemas/Nanos","description\#
        ":"With its descendants."},"currency":{"$ref":"#/components/schemas/Currency"},"began_at_ms"\#
        :{"$ref":"#/components/schemas/TimeMs"},"last_at_ms":{"$ref":"#/components/schemas/TimeMs"}}\#
        ,"required":["run","parent","workspace","agent","state","calls","refused","cost_nanos","tree\#
        _cost_nanos","currency","began_at_ms","last_at_ms"],"examples":[{"run":"run-1","parent":null\#
        ,"workspace":"default","agent":"a1","state":"running","calls":12,"refused":1,"cost_nanos":41\#
        0000000,"tree_cost_nanos":530000000,"currency":"USD","began_at_ms":1795255320412,"last_at_ms\#
        ":1795255380412}]},"RunList":{"type":"object","description":"A page of the list, in its orde\#
        r.","properties":{"items":{"type":"array","items":{"$ref":"#/components/schemas/Run"},"maxIt\#
        ems":200},"next":{"$ref":"#/components/schemas/Next"}},"required":["items","next"]},"RunTree\#
        ":{"allOf":[{"$ref":"#/components/schemas/Run"},{"type":"object","properties":{"children":{"\#
        type":"array","items":{"$ref":"#/components/schemas/RunTree"}}},"required":["children"]}]},"\#
        RunShare":{"type":"object","properties":{"value":{"type":"string"},"calls":{"type":"integer"\#
        ,"minimum":0,"format":"int64"},"cost_nanos":{"$ref":"#/components/schemas/Nanos"}},"required\#
        ":["value","calls","cost_nanos"]},"RunDetail":{"allOf":[{"$ref":"#/components/schemas/Run"},\#
        {"type":"object","properties":{"children":{"type":"array","items":{"$ref":"#/components/sche\#
        mas/RunTree"},"description":"To eight levels and 1,000 runs."},"complete":{"type":"boolean",\#
        "description":"Whether these are all."},"by_model":{"type":"array","items":{"$ref":"#/compon\#
        ents/schemas/RunShare"},"maxItems":50,"description":"The whole tree's, the dearest first."},\#
        "by_tool":{"type":"array","items":{"$ref":"#/components/schemas/RunShare"},"maxItems":50}},"\#
        required":["children","complete","by_model","by_tool"]}],"examples":[{"run":"run-1","parent"\#
        :null,"workspace":"default","agent":"a1","state":"running","calls":12,"refused":1,"cost_nano\#
        s":410000000,"tree_cost_nanos":530000000,"currency":"USD","began_at_ms":1795255320412,"last_\#
        at_ms":1795255380412,"children":[{"run":"run-1-a","parent":"run-1","workspace":"default","ag\#
        ent":"a1","state":"running","calls":3,"refused":1,"cost_nanos":120000000,"tree_cost_nanos":1\#
        20000000,"currency":"USD","began_at_ms":1795255320412,"last_at_ms":1795255380412,"children":\#
        []}],"complete":true,"by_model":[{"value":"gpt-5","calls":15,"cost_nanos":530000000}],"by_to\#
        ol":[]}]},"Kill":{"type":"object","properties":{"target":{"type":"string","enum":["everythin\#
        g","tenant"]},"tenant":{"type":["string","null"]},"at_ms":{"$ref":"#/components/schemas/Time\#
        Ms"},"by":{"$ref":"#/components/schemas/Who"},"note":{"type":"string"},"sequence":{"$ref":"#\#
        /components/schemas/Sequence"}},"required":["target","tenant","at_ms","by","note","sequence"\#
        ],"examples":[{"target":"everything","tenant":null,"at_ms":1795255380412,"by":"admin","note"\#
        :"","sequence":4711}]},"Kills":{"type":"object","description":"What is stopped as a whole no\#
        w; agents and runs are in their own lists.","properties":{"items":{"type":"array","items":{"\#
        $ref":"#/components/schemas/Kill"},"maxItems":1000}},"required":["items"],"examples":[{"item\#
        s":[]}]},"KillRequest":{"type":"object","properties":{"target":{"type":"string","enum":["eve\#
        rything","tenant"]},"tenant":{"type":"string","minLength":1,"maxLength":256,"pattern":"^[^\\\#
        x00-\\x1f\\x7f]+$","description":"With target tenant."},"confirm":{"type":"string","minLengt\#
        h":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$","description":"The word `everything`\#
        , or the tenant's name: 409 `confirmation` for another."},"note":{"$ref":"#/components/schem\#
        as/Note"}},"required":["target","confirm"],"additionalProperties":false,"examples":[{"target\#
        ":"everything","confirm":"everything","note":"runaway agents"}]},"LiftKillRequest":{"type":"\#
        object","properties":{"target":{"type":"string","enum":["everything","tenant"]},"tenant":{"t\#
        ype":"string","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$","description"\#
        :"With target tenant."},"note":{"$ref":"#/components/schemas/Note"}},"required":["target"],"\#
        additionalProperties":false,"examples":[{"target":"everything"}]},"AnalyticsPoint":{"type":"\#
        object","properties":{"at_ms":{"$ref":"#/components/schemas/TimeMs","description":"Where the\#
         step begins."},"calls":{"type":"integer","minimum":0,"format":"int64"},"refused":{"type":"i\#
        nteger","minimum":0,"format":"int64"},"cost_nanos":{"$ref":"#/components/schemas/Nanos"}},"r\#
        equired":["at_ms","calls","refused","cost_nanos"]},"AnalyticsGroup":{"type":"object","proper\#
        ties":{"value":{"type":"string","description":"Of the dimension; empty for calls without one\#
        ."},"calls":{"type":"integer","minimum":0,"format":"int64","description":"Calls that were ch\#
        arged."},"refused":{"type":"integer","minimum":0,"format":"int64"},"cost_nanos":{"$ref":"#/c\#
        omponents/schemas/Nanos"},"refused_nanos":{"$ref":"#/components/schemas/Nanos","description"\#
        :"What the refused ones could have cost at most."},"input_tokens":{"type":"integer","minimum\#
        ":0,"format":"int64"},"output_tokens":{"type":"integer","minimum":0,"format":"int64"},"point\#
        s":{"type":"array","items":{"$ref":"#/components/schemas/AnalyticsPoint"},"maxItems":2000,"d\#
        escription":"One for each step in which something was; none without `step`."}},"required":["\#
        value","calls","refused","cost_nanos","refused_nanos","input_tokens","output_tokens","points\#
        "],"examples":[{"value":"tavily-search","calls":3,"refused":0,"cost_nanos":90000000,"refused\#
        _nanos":0,"input_tokens":0,"output_tokens":0,"points":[{"at_ms":1795255200000,"calls":3,"ref\#
        used":0,"cost_nanos":90000000}]}]},"Analytics":{"type":"object","description":"In whole hour\#
        s: `from_ms` is rounded down, `to_ms` up.","properties":{"currency":{"$ref":"#/components/sc\#
        hemas/Currency"},"from_ms":{"$ref":"#/components/schemas/TimeMs"},"to_ms":{"$ref":"#/compone\#
        nts/schemas/TimeMs"},"by":{"type":"string"},"step":{"type":"string"},"groups":{"type":"array\#
        ","items":{"$ref":"#/components/schemas/AnalyticsGroup"},"maxItems":200,"description":"The d\#
        earest first."},"other":{"description":"All groups that are left out, together.","oneOf":[{"\#
        $ref":"#/components/schemas/AnalyticsGroup"},{"type":"null"}]},"total":{"$ref":"#/components\#
        /schemas/AnalyticsGroup"}},"required":["currency","from_ms","to_ms","by","step","groups","ot\#
        her","total"],"examples":[{"currency":"USD","from_ms":1795255200000,"to_ms":1795258800000,"b\#
        y":"tool","step":"hour","groups":[{"value":"tavily-search","calls":3,"refused":0,"cost_nanos\#
        ":90000000,"refused_nanos":0,"input_tokens":0,"output_tokens":0,"points":[{"at_ms":179525520\#
        0000,"calls":3,"refused":0,"cost_nanos":90000000}]}],"other":null,"total":{"value":"","calls\#
        ":3,"refused":0,"cost_nanos":90000000,"refused_nanos":0,"input_tokens":0,"output_tokens":0,"\#
        points":[{"at_ms":1795255200000,"calls":3,"refused":0,"cost_nanos":90000000}]}}]},"Change":{\#
        "type":"object","description":"Never has a secret.","properties":{"sequence":{"$ref":"#/comp\#
        onents/schemas/Sequence"},"at_ms":{"$ref":"#/components/schemas/TimeMs"},"by":{"$ref":"#/com\#
        ponents/schemas/Who"},"action":{"type":"string","description":"create, edit, remove, or a co\#
        mmand's kind in the journal, as `topUp`."},"collection":{"type":["string","null"]},"id":{"ty\#
        pe":["string","null"]},"version":{"oneOf":[{"$ref":"#/components/schemas/Version"},{"type":"\#
        null"}]},"note":{"type":"string"},"before":{"type":["object","null"],"description":"The stor\#
        ed document before."},"after":{"type":["object","null"],"description":"And after; null: remo\#
        ved."}},"required":["sequence","at_ms","by","action","collection","id","version","note","bef\#
        ore","after"],"examples":[{"sequence":4711,"at_ms":1795255380412,"by":"admin","action":"edit\#
        ","collection":"agents","id":"ag_0a1b2c3d4e5f6071","version":2,"note":"","before":{"dailyLim\#
        itNanos":50000000000},"after":{"dailyLimitNanos":80000000000}}]},"ChangeList":{"type":"objec\#
        t","description":"A page of the list, in its order.","properties":{"items":{"type":"array","\#
        items":{"$ref":"#/components/schemas/Change"},"maxItems":200},"next":{"$ref":"#/components/s\#
        chemas/Next"}},"required":["items","next"]},"PersonID":{"type":"string","minLength":1,"maxLe\#
        ngth":255,"pattern":"^[\\x21-\\x7e]+$","description":"An address of e-mail that the identity\#
         provider has verified, or a subject of it."},"Person":{"type":"object","properties":{"id":{\#
        "$ref":"#/components/schemas/PersonID"},"name":{"type":"string"},"roles":{"type":"array","it\#
        ems":{"$ref":"#/components/schemas/RoleName"}},"workspace":{"oneOf":[{"$ref":"#/components/s\#
        chemas/WorkspaceID"},{"type":"null"}],"description":"The one in which that holds; null: all.\#
        "},"approves":{"type":"array","items":{"type":"string"},"description":"The groups of approve\#
        rs in which this one may vote."},"created_at_ms":{"$ref":"#/components/schemas/TimeMs"},"las\#
        t_sign_in_at_ms":{"oneOf":[{"$ref":"#/components/schemas/TimeMs"},{"type":"null"}]},"version\#
        ":{"$ref":"#/components/schemas/Version"}},"required":["id","name","roles","workspace","appr\#
        oves","created_at_ms","last_sign_in_at_ms","version"],"examples":[{"id":"ana@example.com","n\#
        ame":"Ana","roles":["approver"],"workspace":null,"approves":["finance"],"created_at_ms":1795\#
        255380412,"last_sign_in_at_ms":null,"version":1}]},"PersonList":{"type":"object","descriptio\#
        n":"A page of the list, in its order.","properties":{"items":{"type":"array","items":{"$ref"\#
        :"#/components/schemas/Person"},"maxItems":200},"next":{"$ref":"#/components/schemas/Next"}}\#
        ,"required":["items","next"]},"PutPersonRequest":{"type":"object","description":"All of it; \#
        what is left out is none.","properties":{"name":{"type":"string","maxLength":100,"pattern":"\#
        ^[^\\x00-\\x1f\\x7f]*$"},"roles":{"type":"array","items":{"$ref":"#/components/schemas/RoleN\#
        ame"},"maxItems":5,"uniqueItems":true},"workspace":{"oneOf":[{"$ref":"#/components/schemas/W\#
        orkspaceID"},{"type":"null"}],"description":"The one in which that holds; null: all."},"appr\#
        oves":{"type":"array","items":{"type":"string","minLength":1,"maxLength":128,"pattern":"^[^\\#
        \x00-\\x1f\\x7f]+$"},"maxItems":32,"uniqueItems":true},"note":{"$ref":"#/components/schemas/\#
        Note"}},"required":["roles"],"additionalProperties":false,"examples":[{"name":"Ana","roles":\#
        ["approver"],"approves":["finance"]}]},"WebhookID":{"type":"string","maxLength":19,"pattern"\#
        :"^wh_[0-9a-f]{16}$"},"Webhook":{"type":"object","properties":{"id":{"$ref":"#/components/sc\#
        hemas/WebhookID"},"url":{"type":"string"},"types":{"type":"array","items":{"type":"string"}}\#
        ,"language":{"type":"string"},"enabled":{"type":"boolean"},"delivery":{"type":"object","desc\#
        ription":"Since the server's start.","properties":{"behind":{"type":"integer","minimum":0,"f\#
        ormat":"int64","description":"Events that wait."},"delivered":{"type":"integer","minimum":0,\#
        "format":"int64"},"failed":{"type":"integer","minimum":0,"format":"int64","description":"Tri\#
        es."},"dropped":{"type":"integer","minimum":0,"format":"int64","description":"Events that we\#
        re given up."},"last_status":{"type":["integer","null"],"minimum":0,"format":"int64"},"last_\#
        error":{"type":["string","null"],"description":"Why the last one that was sent was not taken\#
        ; null where it was."},"last_taken_at_ms":{"oneOf":[{"$ref":"#/components/schemas/TimeMs"},{\#
        "type":"null"}]},"last_tried_at_ms":{"oneOf":[{"$ref":"#/components/schemas/TimeMs"},{"type"\#
        :"null"}]}},"required":["behind","delivered","failed","dropped","last_error","last_status","\#
        last_taken_at_ms","last_tried_at_ms"]},"version":{"$ref":"#/components/schemas/Version"}},"r\#
        equired":["id","url","types","language","enabled","delivery","version"],"examples":[{"id":"w\#
        h_0a1b2c3d4e5f6071","url":"https://hooks.example.com/farthing","types":["budget.*"],"languag\#
        e":"en","enabled":true,"delivery":{"behind":0,"delivered":12,"failed":0,"dropped":0,"last_st\#
        atus":204,"last_error":null,"last_taken_at_ms":1795255380412,"last_tried_at_ms":179525538041\#
        2},"version":1}]},"WebhookList":{"type":"object","description":"A page of the list, in its o\#
        rder.","properties":{"items":{"type":"array","items":{"$ref":"#/components/schemas/Webhook"}\#
        ,"maxItems":200},"next":{"$ref":"#/components/schemas/Next"}},"required":["items","next"]},"\#
        WebhookWithSecret":{"allOf":[{"$ref":"#/components/schemas/Webhook"},{"type":"object","prope\#
        rties":{"secret":{"type":["string","null"],"description":"`whsec_…`, by which deliveries are\#
         signed, shown this once; null in an answer that is repeated."}},"required":["secret"]}],"ex\#
        amples":[{"id":"wh_0a1b2c3d4e5f6071","url":"https://hooks.example.com/farthing","types":["bu\#
        dget.*"],"language":"en","enabled":true,"delivery":{"behind":0,"delivered":12,"failed":0,"dr\#
        opped":0,"last_status":204,"last_error":null,"last_taken_at_ms":1795255380412,"last_tried_at\#
        _ms":1795255380412},"version":1,"secret":"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
        """#,
        #"""
        "}]},"CreateWebhookRequest":{"type":"object","properties":{"url":{"type":"string","minLength\#
        ":1,"maxLength":2048,"format":"uri","description":"`https`, or `http` on this machine. It is\#
         shown without its query."},"types":{"type":"array","items":{"type":"string","minLength":1,"\#
        maxLength":64,"pattern":"^[a-z_.*]+$"},"maxItems":32,"uniqueItems":true,"description":"Types\#
         or patterns, as `budget.*`; none: all but `call.refused`."},"language":{"type":"string","en\#
        um":["en","es","pt"],"description":"Of the sentences in events; without it the server's."},"\#
        enabled":{"type":"boolean","default":true},"note":{"$ref":"#/components/schemas/Note"}},"req\#
        uired":["url"],"additionalProperties":false,"examples":[{"url":"https://hooks.example.com/fa\#
        rthing","types":["budget.*","approval.*"]}]},"EditWebhookRequest":{"type":"object","properti\#
        es":{"url":{"type":"string","minLength":1,"maxLength":2048,"format":"uri","description":"`ht\#
        tps`, or `http` on this machine. It is shown without its query."},"types":{"type":"array","i\#
        tems":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[a-z_.*]+$"},"maxItems":32,"\#
        uniqueItems":true,"description":"Types or patterns, as `budget.*`; none: all but `call.refus\#
        ed`."},"language":{"type":"string","enum":["en","es","pt"],"description":"Of the sentences i\#
        n events."},"enabled":{"type":"boolean"},"note":{"$ref":"#/components/schemas/Note"}},"minPr\#
        operties":1,"additionalProperties":false,"examples":[{"enabled":false}]},"WebhookTest":{"typ\#
        e":"object","properties":{"status":{"type":["integer","null"],"minimum":100,"maximum":599,"d\#
        escription":"What the receiver answered; null: nothing."},"duration_ms":{"type":"integer","m\#
        inimum":0,"format":"int64"},"error":{"type":["string","null"],"description":"Why nothing cam\#
        e."}},"required":["status","duration_ms","error"],"examples":[{"status":204,"duration_ms":41\#
        ,"error":null}]},"Settings":{"type":"object","properties":{"approval_hold_ms":{"type":"integ\#
        er","minimum":60000,"maximum":2592000000,"format":"int64","description":"How long a tool cal\#
        l waits for a decision; of those that wait already, nothing changes."},"unknown_tools":{"typ\#
        e":"string","enum":["refuse","estimate"],"description":"What a tool costs that is not regist\#
        ered: nothing is admitted, or what the agent says."},"session_ms":{"type":"integer","minimum\#
        ":300000,"maximum":2592000000,"format":"int64","description":"How long a sign-in lasts at mo\#
        st, those too that have begun."},"alerts":{"type":"object","description":"When an event `ale\#
        rt.*` is made.","properties":{"enabled":{"type":"boolean"},"burn_rate_percent":{"type":"inte\#
        ger","minimum":100,"maximum":100000,"description":"An account that spends at this share of t\#
        he pace that would use it up exactly."},"exhaustion_within_ms":{"type":"integer","minimum":6\#
        0000,"maximum":2592000000,"format":"int64","description":"An account that will be used up so\#
         soon."},"unaccounted_nanos":{"$ref":"#/components/schemas/Nanos","description":"Charges of \#
        calls whose usage is not known, in a day and US dollars."}},"required":["enabled","burn_rate\#
        _percent","exhaustion_within_ms","unaccounted_nanos"]},"version":{"$ref":"#/components/schem\#
        as/Version"}},"required":["approval_hold_ms","unknown_tools","session_ms","alerts","version"\#
        ],"examples":[{"approval_hold_ms":604800000,"unknown_tools":"estimate","session_ms":43200000\#
        ,"alerts":{"enabled":true,"burn_rate_percent":200,"exhaustion_within_ms":3600000,"unaccounte\#
        d_nanos":1000000000},"version":1}]},"EditSettingsRequest":{"type":"object","properties":{"ap\#
        proval_hold_ms":{"type":"integer","minimum":60000,"maximum":2592000000,"format":"int64","des\#
        cription":"How long a tool call waits for a decision; of those that wait already, nothing ch\#
        anges."},"unknown_tools":{"type":"string","enum":["refuse","estimate"],"description":"What a\#
         tool costs that is not registered: nothing is admitted, or what the agent says."},"session_\#
        ms":{"type":"integer","minimum":300000,"maximum":2592000000,"format":"int64","description":"\#
        How long a sign-in lasts at most, those too that have begun."},"alerts":{"type":"object","pr\#
        operties":{"enabled":{"type":"boolean"},"burn_rate_percent":{"type":"integer","minimum":100,\#
        "maximum":100000,"description":"An account that spends at this share of the pace that would \#
        use it up exactly."},"exhaustion_within_ms":{"type":"integer","minimum":60000,"maximum":2592\#
        000000,"format":"int64","description":"An account that will be used up so soon."},"unaccount\#
        ed_nanos":{"$ref":"#/components/schemas/Nanos","description":"Charges of calls whose usage i\#
        s not known, in a day and US dollars."}},"additionalProperties":false},"note":{"$ref":"#/com\#
        ponents/schemas/Note"}},"minProperties":1,"additionalProperties":false,"examples":[{"unknown\#
        _tools":"refuse"}]},"RegisterAgentRequest":{"type":"object","properties":{"name":{"type":"st\#
        ring","minLength":1,"maxLength":100},"daily_budget":{"type":"number","exclusiveMinimum":0,"m\#
        aximum":900000000,"description":"What the agent may spend in a day of the workspace's zone."\#
        },"workspace_id":{"type":"string","maxLength":50,"default":"default","description":"The work\#
        space."}},"required":["name","daily_budget"],"examples":[{"name":"researcher","daily_budget"\#
        :50,"workspace_id":"default"}]},"RegisteredAgent":{"type":"object","description":"The key is\#
         shown this once.","properties":{"api_key":{"type":"string","pattern":"^ag-[0-9a-f]{32}$","d\#
        escription":"`ag-` and 32 hexadecimal digits."},"name":{"type":"string"},"daily_budget":{"ty\#
        pe":"number","minimum":0,"maximum":900000000},"workspace_id":{"type":"string"},"message":{"t\#
        ype":"string"}},"required":["api_key","name","daily_budget","workspace_id","message"],"examp\#
        les":[{"api_key":"ag-00000000000000000000000000000000","name":"researcher","daily_budget":50\#
        ,"workspace_id":"default","message":"Keep this key: it is not shown again."}]},"ToolCallRequ\#
        est":{"type":"object","properties":{"agent_key":{"type":"string","maxLength":256,"descriptio\#
        n":"The agent's key; left out where the header Authorization has it."},"tool_name":{"type":"\#
        string","maxLength":200,"description":"The tool; a registered one has its own price."},"esti\#
        mated_cost":{"type":"number","minimum":0,"maximum":900000000,"default":0,"description":"What\#
         it costs where the tool is not registered."}},"required":["tool_name"],"examples":[{"agent_\#
        key":"ag-00000000000000000000000000000000","tool_name":"tavily-search","estimated_cost":0.03\#
        }]},"ToolCallAnswer":{"type":"object","description":"The call is charged, or, with `approval\#
        _status`, its money is held until somebody decides.","properties":{"status":{"type":"string"\#
        ,"enum":["approved"]},"agent":{"type":"string"},"tool":{"type":"string"},"estimated_cost":{"\#
        type":"number","minimum":0,"maximum":900000000},"actual_cost":{"type":"number","minimum":0,"\#
        maximum":900000000},"cost_source":{"type":"string","enum":["registry","client_estimate"]},"s\#
        pent_today":{"type":"number","minimum":0,"maximum":900000000},"remaining":{"type":"number","\#
        minimum":0,"maximum":900000000},"calls_today":{"type":"integer","minimum":0,"format":"int64"\#
        },"approval_id":{"type":"string","pattern":"^ap-[0-9a-f]{12}$"},"approval_status":{"type":"s\#
        tring","enum":["pending"]},"message":{"type":"string"},"policy_warnings":{"type":"array","it\#
        ems":{"type":"string"}}},"required":["status","agent","tool","estimated_cost","actual_cost",\#
        "cost_source","spent_today","remaining","calls_today"],"examples":[{"status":"approved","age\#
        nt":"researcher","tool":"tavily-search","estimated_cost":0.03,"actual_cost":0.03,"cost_sourc\#
        e":"registry","spent_today":0.03,"remaining":49.97,"calls_today":1}]},"ResumedAgent":{"type"\#
        :"object","properties":{"status":{"type":"string","enum":["resumed","already_active"]},"name\#
        ":{"type":"string"},"daily_budget":{"type":"number","minimum":0,"maximum":900000000},"messag\#
        e":{"type":"string"}},"required":["status","name"],"examples":[{"status":"already_active","n\#
        ame":"researcher"}]},"ResetAgent":{"type":"object","properties":{"status":{"type":"string","\#
        enum":["reset"]},"name":{"type":"string"},"daily_budget":{"type":"number","minimum":0,"maxim\#
        um":900000000},"spent_today":{"type":"number","minimum":0,"maximum":900000000},"calls_today"\#
        :{"type":"integer","minimum":0,"format":"int64"},"message":{"type":"string"}},"required":["s\#
        tatus","name","daily_budget","spent_today","calls_today","message"],"examples":[{"status":"r\#
        eset","name":"researcher","daily_budget":50,"spent_today":0,"calls_today":0,"message":"Count\#
        ers are zero."}]},"RegisterToolRequest":{"type":"object","properties":{"name":{"type":"strin\#
        g","minLength":1,"maxLength":100},"cost_per_call":{"type":"number","minimum":0,"maximum":900\#
        000000},"description":{"type":"string","maxLength":500,"default":""},"workspace_id":{"type":\#
        "string","maxLength":50,"default":"default","description":"The workspace."}},"required":["na\#
        me","cost_per_call"],"examples":[{"name":"tavily-search","cost_per_call":0.03,"description":\#
        "web search"}]},"PeerTool":{"type":"object","properties":{"name":{"type":"string"},"cost_per\#
        _call":{"type":"number","minimum":0,"maximum":900000000},"description":{"type":"string"},"wo\#
        rkspace_id":{"type":"string"},"registered_at":{"type":"string"}},"required":["name","cost_pe\#
        r_call","description","workspace_id"],"examples":[{"name":"tavily-search","cost_per_call":0.\#
        03,"description":"web search","workspace_id":"default"}]},"RegisteredTool":{"type":"object",\#
        "properties":{"status":{"type":"string","enum":["registered","updated"]},"tool":{"$ref":"#/c\#
        omponents/schemas/PeerTool"}},"required":["status","tool"],"examples":[{"status":"registered\#
        ","tool":{"name":"tavily-search","cost_per_call":0.03,"description":"web search","workspace_\#
        id":"default"}}]},"PeerFilter":{"type":"object","description":"What was asked for.","propert\#
        ies":{"workspace_id":{"type":["string","null"]}},"required":["workspace_id"]},"PeerTools":{"\#
        type":"object","description":"By name. Without any tool `message` stands in place of `count`\#
         and `filter`.","properties":{"tools":{"type":"array","items":{"$ref":"#/components/schemas/\#
        PeerTool"}},"count":{"type":"integer","minimum":0,"format":"int64"},"filter":{"$ref":"#/comp\#
        onents/schemas/PeerFilter"},"message":{"type":"string"}},"required":["tools"],"examples":[{"\#
        tools":[],"message":"No tools are registered."}]},"PeerToolAnalytics":{"type":"object","desc\#
        ription":"The dearest tool first.","properties":{"tools":{"type":"array","items":{"type":"ob\#
        ject","properties":{"tool_name":{"type":"string"},"total_calls":{"type":"integer","minimum":\#
        0,"format":"int64"},"total_spent":{"type":"number","minimum":0,"maximum":900000000},"avg_cos\#
        t":{"type":"number","minimum":0,"maximum":900000000},"agent_count":{"type":"integer","minimu\#
        m":0,"format":"int64"}},"required":["tool_name","total_calls","total_spent","avg_cost","agen\#
        t_count"]}},"total_tools":{"type":"integer","minimum":0,"format":"int64"},"total_spend":{"ty\#
        pe":"number","minimum":0,"maximum":900000000},"filter":{"$ref":"#/components/schemas/PeerFil\#
        ter"}},"required":["tools","total_tools","total_spend","filter"],"examples":[{"tools":[{"too\#
        l_name":"tavily-search","total_calls":3,"total_spent":0.09,"avg_cost":0.03,"agent_count":1}]\#
        ,"total_tools":1,"total_spend":0.09,"filter":{"workspace_id":null}}]},"AddWorkspaceRequest":\#
        {"type":"object","properties":{"name":{"type":"string","minLength":1,"maxLength":100},"descr\#
        iption":{"type":"string","maxLength":500,"default":""}},"required":["name"],"examples":[{"na\#
        me":"research"}]},"AddedWorkspace":{"type":"object","description":"The key is shown this onc\#
        e; it opens this workspace's routes.","properties":{"id":{"type":"string"},"name":{"type":"s\#
        tring"},"description":{"type":"string"},"api_key":{"type":"string","pattern":"^ag-[0-9a-f]{3\#
        2}$"},"message":{"type":"string"}},"required":["id","name","description","api_key","message"\#
        ],"examples":[{"id":"ws-0011223344556677","name":"research","description":"","api_key":"ag-0\#
        0000000000000000000000000000000","message":"Keep this key: it is not shown again."}]},"PeerW\#
        orkspaces":{"type":"object","description":"The oldest first.","properties":{"workspaces":{"t\#
        ype":"array","items":{"type":"object","properties":{"id":{"type":"string"},"name":{"type":"s\#
        tring"},"description":{"type":"string"},"api_key":{"type":"string","description":"Always the\#
         same mask."},"created_at":{"type":"string"}},"required":["id","name","description","api_key\#
        ","created_at"]}},"count":{"type":"integer","minimum":0,"format":"int64"}},"required":["work\#
        spaces","count"],"examples":[{"workspaces":[{"id":"default","name":"Default","description":"\#
        ","api_key":"ag-****","created_at":"2026-11-22T01:00:00.000000"}],"count":1}]},"RuleTypes":{\#
        "type":"object","properties":{"policy_types":{"type":"object","additionalProperties":{"type"\#
        :"string"}},"actions":{"type":"object","additionalProperties":{"type":"string"}}},"required"\#
        :["policy_types","actions"],"examples":[{"policy_types":{"block_tool":"Blocks one tool"},"ac\#
        tions":{"block":"Refuses the call"}}]},"RuleConfig":{"type":"object","description":"Depends \#
        on the kind: `tool_name` (block_tool, require_approval), `max_cost` (block_tool_over_cost), \#
        `category` (block_category), `threshold_pct` (budget_warning), `min_cost` (require_approval)\#
        .","properties":{"tool_name":{"type":"string","maxLength":200},"max_cost":{"type":"number","\#
        minimum":0,"maximum":900000000},"category":{"type":"string","maxLength":100},"threshold_pct"\#
        :{"type":"number","minimum":0,"maximum":1000},"min_cost":{"type":"number","minimum":0,"maxim\#
        um":900000000}},"maxProperties":16},"CreateRuleRequest":{"type":"object","properties":{"name\#
        ":{"type":"string","minLength":1,"maxLength":100},"description":{"type":"string","maxLength"\#
        :500,"default":""},"policy_type":{"type":"string","maxLength":64,"description":"block_tool, \#
        block_tool_over_cost, block_category, budget_warning or require_approval; another is refused\#
         with 400."},"policy_config":{"$ref":"#/components/schemas/RuleConfig"},"action":{"type":"st\#
        ring","maxLength":64,"default":"block","description":"block, warn or require_approval; anoth\#
        er is refused with 400."},"workspace_id":{"type":"string","maxLength":50,"default":"default"\#
        ,"description":"The workspace."}},"required":["name","policy_type"],"examples":[{"name":"no \#
        sms","policy_type":"block_tool","policy_config":{"tool_name":"twilio-sms"},"action":"block"}\#
        ]},"CreatedRule":{"type":"object","properties":{"id":{"type":"integer","minimum":1,"format":\#
        "int64"},"name":{"type":"string"},"policy_type":{"type":"string"},"action":{"type":"string"}\#
        ,"workspace_id":{"type":"string"},"enabled":{"type":"boolean"},"message":{"type":"string"}},\#
        "required":["id","name","policy_type","action","workspace_id","enabled","message"],"examples\#
        ":[{"id":1,"name":"no sms","policy_type":"block_tool","action":"block","workspace_id":"defau\#
        lt","enabled":true,"message":"Policy created."}]},"Rule":{"type":"object","properties":{"id"\#
        :{"type":"integer","minimum":1,"format":"int64"},"workspace_id":{"type":"string"},"name":{"t\#
        ype":"string"},"description":{"type":"string"},"policy_type":{"type":"string"},"policy_confi\#
        g":{"type":"object"},"action":{"type":"string"},"enabled":{"type":"boolean"},"violation_coun\#
        t":{"type":"integer","minimum":0,"format":"int64"},"created_at":{"type":"string"},"updated_a\#
        t":{"type":"string"}},"required":["id","workspace_id","name","description","policy_type","po\#
        licy_config","action","enabled","violation_count","created_at","updated_at"],"examples":[{"i\#
        d":1,"workspace_id":"default","name":"no sms","description":"","policy_type":"block_tool","p\#
        olicy_config":{"tool_name":"twilio-sms"},"action":"block","enabled":true,"violation_count":0\#
        ,"created_at":"2026-11-22T01:00:00.000000","updated_at":"2026-11-22T01:00:00.000000"}]},"Rul\#
        es":{"type":"object","description":"The newest first.","properties":{"policies":{"type":"arr\#
        ay","items":{"$ref":"#/components/schemas/Rule"}},"count":{"type":"integer","minimum":0,"for\#
        mat":"int64"}},"required":["policies","count"],"examples":[{"policies":[],"count":0}]},"Togg\#
        leRuleRequest":{"type":"object","properties":{"enabled":{"type":"boolean"}},"required":["ena\#
        bled"],"examples":[{"enabled":false}]},"DeletedRule":{"type":"object","properties":{"status"\#
        :{"type":"string","enum":["deleted"]},"policy_id":{"type":"integer","minimum":1,"format":"in\#
        t64"}},"required":["status","policy_id"],"examples":[{"status":"deleted","policy_id":1}]},"D\#
        ecideCallRequest":{"type":"object","properties":{"approval_id":{"type":"string","maxLength":\#
        64,"description":"The one of the path, where it is sent."},"decision":{"type":"string","enum\#
        ":["approve","deny"]}},"required":["decision"],"examples":[{"approval_id":"ap-0a1b2c3d4e5f",\#
        "decision":"approve"}]},"DecidedCall":{"type":"object","properties":{"status":{"type":"strin\#
        g","enum":["approved","denied"]},"tool_name":{"type":"string"},"cost":{"type":"number","mini\#
        mum":0,"maximum":900000000},"message":{"type":"string"}},"required":["status","tool_name","m\#
        essage"],"examples":[{"status":"approved","tool_name":"twilio-sms","cost":1.5,"message":"The\#
         call is approved and charged."}]},"PendingCalls":{"type":"object","properties":{"pending":{\#
        "type":"array","items":{"type":"object","properties":{"approval_id":{"type":"string"},"agent\#
        ":{"type":"string","description":"The agent's name."},"agent_key":{"type":"string","descript\#
        ion":"Always the same mask."},"tool_name":{"type":"string"},"cost":{"type":"number","minimum\#
        ":0,"maximum":900000000},"policies":{"type":"array","items":{"type":"integer","minimum":1,"f\#
        ormat":"int64"}},"status":{"type":"string","enum":["pending"]},"created_at":{"type":"string"\#
        }},"required":["approval_id","agent","agent_key","tool_name","cost","policies","status","cre\#
        ated_at"]}},"count":{"type":"integer","minimum":0,"format":"int64"}},"required":["pending","\#
        count"],"examples":[{"pending":[],"count":0}]},"PeerService":{"type":"object","properties":{\#
        "service":{"type":"string"},"version":{"type":"string"},"agents_registered":{"type":"integer\#
        ","minimum":0,"format":"int64"},"total_calls_tracked":{"type":"integer","minimum":0,"format"\#
        :"int64","description":"Calls that were approved."},"tools_registered":{"type":"integer","mi\#
        nimum":0,"format":"int64"},"docs":{"type":"string"}},"required":["service","version","agents\#
        _registered","total_calls_tracked","tools_registered","docs"],"examples":[{"service":"farthi\#
        ng","version":"0.6.0","agents_registered":0,"total_calls_tracked":0,"tools_registered":0,"do\#
        cs":"/docs"}]},"ModelTariff":{"type":"object","description":"Cost units per 1,000 or per 1,0\#
        00,000 tokens.","properties":{"input_cu_per_1k":{"type":"integer","minimum":0},"input_cu_per
        """#,
        #"""
        _1m":{"type":"integer","minimum":0},"output_cu_per_1k":{"type":"integer","minimum":0},"outpu\#
        t_cu_per_1m":{"type":"integer","minimum":0},"cached_cu_per_1k":{"type":"integer","minimum":0\#
        },"cached_cu_per_1m":{"type":"integer","minimum":0}}},"Tariff":{"type":"object","description\#
        ":"Prices in cost units, made of the price book in force and rounded up.","properties":{"tar\#
        iff_version":{"type":"string"},"registry_version":{"type":"string"},"cu_per_usd":{"type":"in\#
        teger","minimum":1,"format":"int64"},"llm":{"type":"object","properties":{"default":{"$ref":\#
        "#/components/schemas/ModelTariff"},"providers":{"type":"object","additionalProperties":{"ty\#
        pe":"object","properties":{"models":{"type":"object","additionalProperties":{"$ref":"#/compo\#
        nents/schemas/ModelTariff"}}},"required":["models"]}}},"required":["default","providers"]},"\#
        tools":{"type":"object","additionalProperties":{"type":"integer","minimum":0}}},"required":[\#
        "tariff_version","registry_version","cu_per_usd","llm","tools"],"examples":[{"tariff_version\#
        ":"b1946ac9","registry_version":"3","cu_per_usd":1000,"llm":{"default":{"input_cu_per_1k":3,\#
        "output_cu_per_1k":10},"providers":{"openai":{"models":{"gpt-4o":{"input_cu_per_1m":2500,"ou\#
        tput_cu_per_1k":10,"cached_cu_per_1k":2}}}}},"tools":{"tavily-search":1}}]},"ReserveRequest"\#
        :{"type":"object","properties":{"run_id":{"type":"string","minLength":1,"maxLength":256},"co\#
        st_limit":{"type":["integer","null"],"minimum":1,"maximum":900000000000,"description":"The m\#
        ost that the run may cost, in CU; the key's budgets bound it further."},"plan_key":{"type":[\#
        "string","null"],"maxLength":256},"user_id":{"type":["string","null"],"maxLength":256}},"req\#
        uired":["run_id"],"examples":[{"run_id":"run-1","cost_limit":50,"plan_key":"pro","user_id":"\#
        alice"}]},"Reservation":{"type":"object","description":"The same run, limit, plan and user w\#
        hile it is open: the same reservation.","properties":{"reserve_id":{"type":"string"},"status\#
        ":{"type":"string","enum":["reserved"]},"cost_limit":{"type":"integer","minimum":0,"maximum"\#
        :9007199254740991,"format":"int64"},"tariff_version":{"type":"string"},"estimated_usd_micros\#
        ":{"type":"integer","minimum":0,"maximum":9007199254740991,"format":"int64"}},"required":["r\#
        eserve_id","status","tariff_version"],"examples":[{"reserve_id":"rsv_7c9b56b16ed149af965c3bf\#
        89c8d47f6","status":"reserved","cost_limit":50,"tariff_version":"b1946ac9","estimated_usd_mi\#
        cros":50000}]},"UsageRow":{"type":"object","description":"A model's call, or with `type` `cu\#
        stom_cost` something else that cost.","properties":{"type":{"type":"string","enum":["custom_\#
        cost"]},"provider":{"type":"string","maxLength":256},"provider_model_id":{"type":"string","m\#
        axLength":256},"input_tokens":{"type":"integer","minimum":0,"maximum":1000000000000,"format"\#
        :"int64"},"cached_input_tokens":{"type":"integer","minimum":0,"maximum":1000000000000,"forma\#
        t":"int64"},"output_tokens":{"type":"integer","minimum":0,"maximum":1000000000000,"format":"\#
        int64"},"name":{"type":"string","maxLength":256},"cost_cu":{"type":"integer","minimum":0,"ma\#
        ximum":900000000000,"format":"int64"},"scope_name":{"type":["string","null"],"maxLength":256\#
        }}},"SettleRequest":{"type":"object","description":"What the run cost: by its rows, at the p\#
        rice book's prices.","properties":{"reserve_id":{"type":"string","minLength":1,"maxLength":1\#
        28},"input_tokens":{"type":"integer","minimum":0,"maximum":1000000000000,"format":"int64"},"\#
        cached_input_tokens":{"type":"integer","minimum":0,"maximum":1000000000000,"format":"int64"}\#
        ,"output_tokens":{"type":"integer","minimum":0,"maximum":1000000000000,"format":"int64"},"us\#
        age_breakdown":{"type":"array","items":{"$ref":"#/components/schemas/UsageRow"},"maxItems":1\#
        00000},"cache_write_tokens_5m":{"type":"integer","minimum":0,"maximum":1000000000000,"format\#
        ":"int64"},"cache_write_tokens_1h":{"type":"integer","minimum":0,"maximum":1000000000000,"fo\#
        rmat":"int64"},"web_search_count":{"type":"integer","minimum":0,"maximum":1000000000000,"for\#
        mat":"int64"},"reasoning_effort":{"type":["string","null"],"maxLength":64}},"required":["res\#
        erve_id","input_tokens","cached_input_tokens","output_tokens","usage_breakdown"],"examples":\#
        [{"reserve_id":"rsv_7c9b56b16ed149af965c3bf89c8d47f6","input_tokens":0,"cached_input_tokens"\#
        :0,"output_tokens":0,"usage_breakdown":[{"type":"custom_cost","name":"tavily","cost_cu":5,"s\#
        cope_name":"child"}]}]},"Settled":{"type":"object","description":"Durable when it is answere\#
        d; the same again has the same answer.","properties":{"status":{"type":"string","enum":["set\#
        tled"]},"reserve_id":{"type":"string"},"cost_cu":{"type":"integer","minimum":0,"maximum":900\#
        7199254740991,"format":"int64"},"usd_micros":{"type":"integer","minimum":0,"maximum":9007199\#
        254740991,"format":"int64"}},"required":["status","reserve_id","cost_cu","usd_micros"],"exam\#
        ples":[{"status":"settled","reserve_id":"rsv_7c9b56b16ed149af965c3bf89c8d47f6","cost_cu":5,"\#
        usd_micros":5000}]},"EventBatch":{"type":"object","properties":{"events":{"type":"array","it\#
        ems":{"type":"object","description":"An envelope; `id`, `run_id`, `category` and `name` are \#
        kept, and the numbers. Prompts, payload texts and evidence are not."},"maxItems":1000}},"req\#
        uired":["events"],"examples":[{"events":[{"id":"0b8f4c62-0000-4000-8000-000000000001","run_i\#
        d":"run-1","category":"run","name":"start","version":1}]}]},"EventsTaken":{"type":"object","\#
        properties":{"accepted":{"type":"integer","minimum":0,"format":"int64"},"duplicates":{"type"\#
        :"integer","minimum":0,"format":"int64","description":"Events whose id was there already."},\#
        "dropped":{"type":"integer","minimum":0,"format":"int64","description":"Events that no run o\#
        r name could be read of."}},"required":["accepted","duplicates","dropped"],"examples":[{"acc\#
        epted":1,"duplicates":0,"dropped":0}]},"PaymentRequired":{"type":"object","properties":{"det\#
        ail":{"type":"string"},"user_message":{"type":"string"},"current_balance":{"type":"integer",\#
        "format":"int64"},"required_amount":{"type":"integer","minimum":0,"maximum":9007199254740991\#
        ,"format":"int64"},"shortfall":{"type":"integer","minimum":0,"maximum":9007199254740991,"for\#
        mat":"int64"},"user_id":{"type":["string","null"]}},"required":["detail","user_message","cur\#
        rent_balance","required_amount","shortfall","user_id"],"examples":[{"detail":"budget_paused"\#
        ,"user_message":"This key's budget is paused.","current_balance":0,"required_amount":50,"sho\#
        rtfall":50,"user_id":"alice"}]},"BudgetExceeded":{"type":"object","properties":{"detail":{"t\#
        ype":"string","description":"`budget_exceeded`, or why no budget counts the run."},"message"\#
        :{"type":"string","description":"The same in a sentence."},"run_id":{"type":["string","null"\#
        ]},"user_id":{"type":["string","null"]},"cost_limit":{"type":"integer","minimum":0,"maximum"\#
        :9007199254740991,"format":"int64"},"cost_used":{"type":"integer","minimum":0,"maximum":9007\#
        199254740991,"format":"int64"},"remaining":{"type":"integer","minimum":0,"maximum":900719925\#
        4740991,"format":"int64"},"receipt":{"oneOf":[{"$ref":"#/components/schemas/Sequence"},{"typ\#
        e":"null"}]}},"required":["detail","message","run_id","user_id","cost_limit","cost_used","re\#
        maining","receipt"],"examples":[{"detail":"budget_exceeded","message":"The budget daily has \#
        0.012 USD left, and the call needs 0.05 USD.","run_id":"run-1","user_id":null,"cost_limit":5\#
        0,"cost_used":38,"remaining":12,"receipt":4711}]}}}}
        """#,
    ]
}
