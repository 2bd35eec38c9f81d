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
        as their clients know them, and what SpendGuard's operators ask.\n\nOurs, under `/v1`: names\#
         are snake_case; times (`…_ms`) are milliseconds since 1970 in UTC; amounts are whole number\#
        s, money in billionths of its currency (`…_nanos`), and may be larger than 2^53. What names \#
        a budget's amount in a request has its unit with it, as `5 USD`. Unknown members and paramet\#
        ers are refused. Lists have pages: `next` of one is `cursor` of the next. Items have a `vers\#
        ion`, which is their ETag; edits need it in `If-Match`. Every POST that changes something ta\#
        kes an `Idempotency-Key`. Errors are `application/problem+json` with a `code`. Members of an\#
        swers are only ever added.\n\nA principal whose role is for one workspace sees and changes t\#
        hat one alone: another, and what is in it, is 404 as if it were not there. HEAD is answered \#
        as GET; other methods that a path does not have are 405, an address of more than 8 KiB is 41\#
        4, and what is no HTTP is 400 and ends the connection."},"servers":[{"url":"/"}],"tags":[{"n\#
        ame":"service","description":"The server itself, and who asks."},{"name":"workspaces","descr\#
        iption":"Who shares agents, tools and a currency. `default` is always there."},{"name":"agen\#
        ts","description":"Who spends: each agent has a key of its own and may have a limit for each\#
         day of its workspace's zone."},{"name":"keys","description":"Access keys: whose calls count\#
         where, and what their holders may do here."},{"name":"budgets","description":"Limits of the\#
         policy in force and of those that are made here, and the accounts in them. What is made her\#
        e is one budget of the policy's language each, and counts beside the policy's own from then \#
        on."},{"name":"tools","description":"What a call of a tool costs, and what guards it."},{"na\#
        me":"policies","description":"The policy by which every call is judged, version by version, \#
        and what its author needs. The texts are those of docs/policy.md."},{"name":"prices","descri\#
        ption":"The price book in force, with the policy's own prices before it."},{"name":"approval\#
        s","description":"What waits for a human's yes: calls that the policy sends to a group, and \#
        tool calls that agent-gov's policies hold. The money is set aside meanwhile. One vote agains\#
        t denies; nobody votes on a call of their own."},{"name":"receipts","description":"The journ\#
        al: every decision, charge and change is an entry in a signed log. docs/formats has the form\#
        s."},{"name":"runs","description":"What is going on: open holds, runs, and the switches that\#
         stop things."},{"name":"analytics","description":"Sums of what was spent, what happens, and\#
         who changed what."},{"name":"people","description":"Who may sign in, who is told, and how t\#
        he console behaves."},{"name":"agent_gov","description":"agent-gov's API (0.6) as its client\#
        s know it. Amounts are decimals in the workspace's currency, times without a zone. Members t\#
        hat are not known are ignored. With `--agent-gov-compat` no role is asked for on the second \#
        listener. Policies here are single conditions on tool calls; the policy that all calls are j\#
        udged by is under `policies`."},{"name":"actguard","description":"The gateway that clients o\#
        f actguard 1.0 talk to. A cost unit (CU) is a thousandth of a US dollar. Members that are no\#
        t known are ignored."},{"name":"spendguard","description":"What SpendGuard's operators ask o\#
        f its control plane, in its words, over the same approvals and budgets as ours. Budgets are \#
        made with `POST /v1/budgets`, as everywhere here."}],"paths":{"/health":{"get":{"operationId\#
        ":"getHealth","tags":["service"],"summary":"Says whether the server works.","security":[],"r\#
        esponses":{"200":{"description":"It works.","content":{"application/json":{"schema":{"$ref":\#
        "#/components/schemas/Health"}}}},"503":{"description":"The ledger cannot write, or its disk\#
         is nearly full: nothing is admitted.","content":{"application/json":{"schema":{"$ref":"#/co\#
        mponents/schemas/Health"}}}}}}},"/openapi.json":{"get":{"operationId":"getOpenAPI","tags":["\#
        service"],"summary":"Shows this document.","security":[],"responses":{"200":{"description":"\#
        The document.","headers":{"ETag":{"$ref":"#/components/headers/ETag"}},"content":{"applicati\#
        on/json":{"schema":{"type":"object"}}}}}}},"/docs":{"get":{"operationId":"getDocs","tags":["\#
        service"],"summary":"Shows this document for people, with forms to try it.","security":[],"r\#
        esponses":{"200":{"description":"The page.","content":{"text/html":{"schema":{"type":"string\#
        "}}}}}}},"/v1/me":{"get":{"operationId":"getMe","tags":["service"],"summary":"Says who asks \#
        and what they may do.","security":[{"bearer":["any"]},{"session":["any"]}],"responses":{"200\#
        ":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schem\#
        as/Me"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/re\#
        sponses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"422":{"$ref":"#\#
        /components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503\#
        ":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/workspaces":{"get":{"operationId":"l\#
        istWorkspaces","tags":["workspaces"],"summary":"Lists the workspaces, the oldest first.","se\#
        curity":[{"bearer":["viewer"]},{"session":["viewer"]}],"parameters":[{"$ref":"#/components/p\#
        arameters/Limit"},{"$ref":"#/components/parameters/Cursor"}],"responses":{"200":{"descriptio\#
        n":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/WorkspaceLi\#
        st"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/respo\#
        nses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"422":{"$ref":"#/co\#
        mponents/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{\#
        "$ref":"#/components/responses/Unavailable"}}},"post":{"operationId":"createWorkspace","tags\#
        ":["workspaces"],"summary":"Makes a workspace and shows its own key once.","security":[{"bea\#
        rer":["admin"]},{"session":["admin"]}],"parameters":[{"$ref":"#/components/parameters/Idempo\#
        tencyKey"}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"\#
        #/components/schemas/CreateWorkspaceRequest"}}}},"responses":{"201":{"description":"Made.","\#
        headers":{"Location":{"$ref":"#/components/headers/Location"},"ETag":{"$ref":"#/components/h\#
        eaders/ETag"},"Idempotency-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"}},"c\#
        ontent":{"application/json":{"schema":{"$ref":"#/components/schemas/WorkspaceWithSecret"}}}}\#
        ,"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Un\#
        authenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"409":{"$ref":"#/component\#
        s/responses/Conflict"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/com\#
        ponents/responses/UnsupportedMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"42\#
        9":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/U\#
        navailable"}}}},"/v1/workspaces/{workspace}":{"parameters":[{"name":"workspace","in":"path",\#
        "required":true,"description":"The workspace.","schema":{"$ref":"#/components/schemas/Worksp\#
        aceID"}}],"get":{"operationId":"getWorkspace","tags":["workspaces"],"summary":"Shows a works\#
        pace.","security":[{"bearer":["viewer"]},{"session":["viewer"]}],"responses":{"200":{"descri\#
        ption":"Done.","headers":{"ETag":{"$ref":"#/components/headers/ETag"}},"content":{"applicati\#
        on/json":{"schema":{"$ref":"#/components/schemas/Workspace"}}}},"400":{"$ref":"#/components/\#
        responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref"\#
        :"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"422":\#
        {"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyReque\#
        sts"},"503":{"$ref":"#/components/responses/Unavailable"}}},"patch":{"operationId":"editWork\#
        space","tags":["workspaces"],"summary":"Changes a workspace's name, description or zone.","s\#
        ecurity":[{"bearer":["admin"]},{"session":["admin"]}],"parameters":[{"$ref":"#/components/pa\#
        rameters/IfMatchRequired"}],"requestBody":{"required":true,"content":{"application/json":{"s\#
        chema":{"$ref":"#/components/schemas/EditWorkspaceRequest"}},"application/merge-patch+json":\#
        {"schema":{"$ref":"#/components/schemas/EditWorkspaceRequest"}}}},"responses":{"200":{"descr\#
        iption":"Done.","headers":{"ETag":{"$ref":"#/components/headers/ETag"}},"content":{"applicat\#
        ion/json":{"schema":{"$ref":"#/components/schemas/Workspace"}}}},"400":{"$ref":"#/components\#
        /responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref\#
        ":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"409"\#
        :{"$ref":"#/components/responses/Conflict"},"412":{"$ref":"#/components/responses/Stale"},"4\#
        13":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/components/responses/Unsuppo\#
        rtedMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"428":{"$ref":"#/components/\#
        responses/PreconditionRequired"},"429":{"$ref":"#/components/responses/TooManyRequests"},"50\#
        3":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/agents":{"get":{"operationId":"list\#
        Agents","tags":["agents"],"summary":"Lists the agents: those that are registered in their or\#
        der, and behind them those that only their calls name.","security":[{"bearer":["viewer"]},{"\#
        session":["viewer"]}],"parameters":[{"$ref":"#/components/parameters/Limit"},{"$ref":"#/comp\#
        onents/parameters/Cursor"},{"name":"workspace","in":"query","description":"Of this workspace\#
         alone.","schema":{"$ref":"#/components/schemas/WorkspaceID"}},{"name":"state","in":"query",\#
        "description":"In this state alone; without it all but those that are retired.","schema":{"t\#
        ype":"string","enum":["active","paused","killed","retired"]}},{"name":"name","in":"query","d\#
        escription":"Whose name begins so.","schema":{"type":"string","minLength":1,"maxLength":100,\#
        "pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"name":"order","in":"query","description":"By name, or\#
         first what has spent most today, absolutely or of its limit.","schema":{"type":"string","en\#
        um":["name","spent","share"],"default":"name"}}],"responses":{"200":{"description":"Done.","\#
        content":{"application/json":{"schema":{"$ref":"#/components/schemas/AgentList"}}}},"400":{"\#
        $ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthentic\#
        ated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/respons\#
        es/NotFound"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/re\#
        sponses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}},"post":{"ope\#
        rationId":"createAgent","tags":["agents"],"summary":"Makes an agent and shows its key once."\#
        ,"security":[{"bearer":["operator"]},{"session":["operator"]}],"parameters":[{"$ref":"#/comp\#
        onents/parameters/IdempotencyKey"}],"requestBody":{"required":true,"content":{"application/j\#
        son":{"schema":{"$ref":"#/components/schemas/CreateAgentRequest"}}}},"responses":{"201":{"de\#
        scription":"Made.","headers":{"Location":{"$ref":"#/components/headers/Location"},"ETag":{"$\#
        ref":"#/components/headers/ETag"},"Idempotency-Replayed":{"$ref":"#/components/headers/Idemp\#
        otencyReplayed"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Agen\#
        tWithSecret"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/compone\#
        nts/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$r\#
        ef":"#/components/responses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"413\#
        ":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/components/responses/Unsupport\#
        edMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/re\#
        sponses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/agents\#
        /{agent}":{"parameters":[{"name":"agent","in":"path","required":true,"description":"The agen\#
        t: its id, or the name that its calls say where nobody has registered it.","schema":{"$ref":\#
        "#/components/schemas/AgentName"}}],"get":{"operationId":"getAgent","tags":["agents"],"summa\#
        ry":"Shows an agent with today's figures.","security":[{"bearer":["viewer"]},{"session":["vi\#
        ewer"]}],"responses":{"200":{"description":"Done.","headers":{"ETag":{"$ref":"#/components/h\#
        eaders/ETag"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/AnyAgen\#
        t"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/respon\#
        ses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/com\#
        ponents/responses/NotFound"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"\#
        #/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}\#
        }},"patch":{"operationId":"editAgent","tags":["agents"],"summary":"Changes an agent's name o\#
        r daily limit.","security":[{"bearer":["operator"]},{"session":["operator"]}],"parameters":[\#
        {"$ref":"#/components/parameters/IfMatchRequired"}],"requestBody":{"required":true,"content"\#
        :{"application/json":{"schema":{"$ref":"#/components/schemas/EditAgentRequest"}},"applicatio\#
        n/merge-patch+json":{"schema":{"$ref":"#/components/schemas/EditAgentRequest"}}}},"responses\#
        ":{"200":{"description":"Done.","headers":{"ETag":{"$ref":"#/components/headers/ETag"}},"con\#
        tent":{"application/json":{"schema":{"$ref":"#/components/schemas/Agent"}}}},"400":{"$ref":"\#
        #/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},\#
        "403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotF\#
        ound"},"409":{"$ref":"#/components/responses/Conflict"},"412":{"$ref":"#/components/response\#
        s/Stale"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/components/respo\#
        nses/UnsupportedMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"428":{"$ref":"#\#
        /components/responses/PreconditionRequired"},"429":{"$ref":"#/components/responses/TooManyRe\#
        quests"},"503":{"$ref":"#/components/responses/Unavailable"}}},"delete":{"operationId":"reti\#
        reAgent","tags":["agents"],"summary":"Retires an agent: its key is refused, its history stay\#
        s.","security":[{"bearer":["operator"]},{"session":["operator"]}],"parameters":[{"$ref":"#/c\#
        omponents/parameters/IfMatchOptional"},{"$ref":"#/components/parameters/Note"}],"responses":\#
        {"204":{"description":"Done; there is nothing to say."},"400":{"$ref":"#/components/response\#
        s/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/comp\#
        onents/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":\#
        "#/components/responses/Conflict"},"412":{"$ref":"#/components/responses/Stale"},"422":{"$re\#
        f":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"}\#
        ,"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/agents/{agent}/pause":{"paramet\#
        ers":[{"name":"agent","in":"path","required":true,"description":"The agent: its id, or the n\#
        ame that its calls say where nobody has registered it.","schema":{"$ref":"#/components/schem\#
        as/AgentName"}}],"post":{"operationId":"pauseAgent","tags":["agents"],"summary":"Refuses the\#
         agent's new calls; running ones end.","security":[{"bearer":["operator"]},{"session":["oper\#
        ator"]}],"parameters":[{"$ref":"#/components/parameters/IdempotencyKey"}],"requestBody":{"re\#
        quired":false,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Optional\#
        Note"}}}},"responses":{"200":{"description":"Done.","headers":{"Idempotency-Replayed":{"$ref\#
        ":"#/components/headers/IdempotencyReplayed"}},"content":{"application/json":{"schema":{"$re\#
        f":"#/components/schemas/AnyAgent"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"4\#
        01":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/\#
        Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/components/res\#
        ponses/Conflict"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/componen\#
        ts/responses/UnsupportedMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"\#
        $ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavai\#
        lable"}}}},"/v1/agents/{agent}/resume":{"parameters":[{"name":"agent","in":"path","required"\#
        :true,"description":"The agent: its id, or the name that its calls say where nobody has regi\#
        stered it.","schema":{"$ref":"#/components/schemas/AgentName"}}],"post":{"operationId":"resu\#
        meAgent","tags":["agents"],"summary":"Lifts a pause or a kill; what was spent today stays sp\#
        ent.","description":"agent-gov's own resume also begins the day at zero; here that is `reset\#
        Agent`.","security":[{"bearer":["operator"]},{"session":["operator"]}],"parameters":[{"$ref"\#
        :"#/components/parameters/IdempotencyKey"}],"requestBody":{"required":false,"content":{"appl\#
        ication/json":{"schema":{"$ref":"#/components/schemas/OptionalNote"}}}},"responses":{"200":{\#
        "description":"Done.","headers":{"Idempotency-Replayed":{"$ref":"#/components/headers/Idempo\#
        tencyReplayed"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/AnyAg\#
        ent"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/resp\#
        onses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/c\#
        omponents/responses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"413":{"$ref\#
        ":"#/components/responses/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaT\#
        ype"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/\#
        TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/agents/{agent}\#
        /reset":{"parameters":[{"name":"agent","in":"path","required":true,"description":"The agent.\#
        ","schema":{"$ref":"#/components/schemas/AgentID"}}],"post":{"operationId":"resetAgent","tag\#
        s":["agents"],"summary":"Begins the agent's day at zero; a pause stays.","security":[{"beare\#
        r":["operator"]},{"session":["operator"]}],"parameters":[{"$ref":"#/components/parameters/Id\#
        empotencyKey"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"$r\#
        ef":"#/components/schemas/OptionalNote"}}}},"responses":{"200":{"description":"Done.","heade
        """#,
        #"""
        rs":{"Idempotency-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"}},"content":{\#
        "application/json":{"schema":{"$ref":"#/components/schemas/Agent"}}}},"400":{"$ref":"#/compo\#
        nents/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{\#
        "$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},\#
        "409":{"$ref":"#/components/responses/Conflict"},"413":{"$ref":"#/components/responses/TooLa\#
        rge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":"#/componen\#
        ts/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref"\#
        :"#/components/responses/Unavailable"}}}},"/v1/agents/{agent}/kill":{"parameters":[{"name":"\#
        agent","in":"path","required":true,"description":"The agent: its id, or the name that its ca\#
        lls say where nobody has registered it.","schema":{"$ref":"#/components/schemas/AgentName"}}\#
        ],"post":{"operationId":"killAgent","tags":["agents"],"summary":"Stops the agent: refuses ne\#
        w calls, gives back what was not sent, withdraws its approvals.","security":[{"bearer":["ope\#
        rator"]},{"session":["operator"]}],"parameters":[{"$ref":"#/components/parameters/Idempotenc\#
        yKey"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"$ref":"#/c\#
        omponents/schemas/OptionalNote"}}}},"responses":{"200":{"description":"Done.","headers":{"Id\#
        empotency-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"}},"content":{"applica\#
        tion/json":{"schema":{"$ref":"#/components/schemas/KillOutcome"}}}},"400":{"$ref":"#/compone\#
        nts/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$\#
        ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"4\#
        09":{"$ref":"#/components/responses/Conflict"},"413":{"$ref":"#/components/responses/TooLarg\#
        e"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":"#/components\#
        /responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"\#
        #/components/responses/Unavailable"}}}},"/v1/agents/{agent}/rotate-key":{"parameters":[{"nam\#
        e":"agent","in":"path","required":true,"description":"The agent.","schema":{"$ref":"#/compon\#
        ents/schemas/AgentID"}}],"post":{"operationId":"rotateAgentKey","tags":["agents"],"summary":\#
        "Gives the agent a new key and shows it once.","security":[{"bearer":["operator"]},{"session\#
        ":["operator"]}],"parameters":[{"$ref":"#/components/parameters/IdempotencyKey"}],"requestBo\#
        dy":{"required":false,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/\#
        RotateRequest"}}}},"responses":{"200":{"description":"Done.","headers":{"Idempotency-Replaye\#
        d":{"$ref":"#/components/headers/IdempotencyReplayed"}},"content":{"application/json":{"sche\#
        ma":{"$ref":"#/components/schemas/RotatedAgentKey"}}}},"400":{"$ref":"#/components/responses\#
        /BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/compo\#
        nents/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"\#
        #/components/responses/Conflict"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$\#
        ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":"#/components/responses/In\#
        valid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/\#
        responses/Unavailable"}}}},"/v1/keys":{"get":{"operationId":"listKeys","tags":["keys"],"summ\#
        ary":"Lists the access keys, the newest first.","security":[{"bearer":["viewer"]},{"session"\#
        :["viewer"]}],"parameters":[{"$ref":"#/components/parameters/Limit"},{"$ref":"#/components/p\#
        arameters/Cursor"},{"name":"state","in":"query","description":"In this state alone; without \#
        it those in use.","schema":{"type":"string","enum":["active","expired","revoked"]}},{"name":\#
        "name","in":"query","description":"Whose name begins so.","schema":{"type":"string","minLeng\#
        th":1,"maxLength":100,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}}],"responses":{"200":{"description\#
        ":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/KeyList"}}}}\#
        ,"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Un\#
        authenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"422":{"$ref":"#/component\#
        s/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":\#
        "#/components/responses/Unavailable"}}},"post":{"operationId":"createKey","tags":["keys"],"s\#
        ummary":"Makes an access key and shows it once.","security":[{"bearer":["admin"]},{"session"\#
        :["admin"]}],"parameters":[{"$ref":"#/components/parameters/IdempotencyKey"}],"requestBody":\#
        {"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Creat\#
        eKeyRequest"}}}},"responses":{"201":{"description":"Made.","headers":{"Location":{"$ref":"#/\#
        components/headers/Location"},"Idempotency-Replayed":{"$ref":"#/components/headers/Idempoten\#
        cyReplayed"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/KeyWithS\#
        ecret"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/re\#
        sponses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"409":{"$ref":"#\#
        /components/responses/Conflict"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$r\#
        ef":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":"#/components/responses/Inv\#
        alid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/r\#
        esponses/Unavailable"}}}},"/v1/keys/{key}":{"parameters":[{"name":"key","in":"path","require\#
        d":true,"description":"The key's id.","schema":{"$ref":"#/components/schemas/KeyID"}}],"get"\#
        :{"operationId":"getKey","tags":["keys"],"summary":"Shows an access key, without its secret.\#
        ","security":[{"bearer":["viewer"]},{"session":["viewer"]}],"responses":{"200":{"description\#
        ":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Key"}}}},"40\#
        0":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauth\#
        enticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/re\#
        sponses/NotFound"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/componen\#
        ts/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}},"patch"\#
        :{"operationId":"editKey","tags":["keys"],"summary":"Changes when an access key ends.","secu\#
        rity":[{"bearer":["admin"]},{"session":["admin"]}],"requestBody":{"required":true,"content":\#
        {"application/json":{"schema":{"$ref":"#/components/schemas/EditKeyRequest"}},"application/m\#
        erge-patch+json":{"schema":{"$ref":"#/components/schemas/EditKeyRequest"}}}},"responses":{"2\#
        00":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/sch\#
        emas/Key"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components\#
        /responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref"\#
        :"#/components/responses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"413":{\#
        "$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedM\#
        ediaType"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/respo\#
        nses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}},"delete":{"oper\#
        ationId":"revokeKey","tags":["keys"],"summary":"Refuses an access key from its next request \#
        on.","security":[{"bearer":["admin"]},{"session":["admin"]}],"parameters":[{"$ref":"#/compon\#
        ents/parameters/Note"}],"responses":{"204":{"description":"Done; there is nothing to say."},\#
        "400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Una\#
        uthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components\#
        /responses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"422":{"$ref":"#/comp\#
        onents/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$\#
        ref":"#/components/responses/Unavailable"}}}},"/v1/keys/{key}/rotate":{"parameters":[{"name"\#
        :"key","in":"path","required":true,"description":"The key's id.","schema":{"$ref":"#/compone\#
        nts/schemas/KeyID"}}],"post":{"operationId":"rotateKey","tags":["keys"],"summary":"Makes a k\#
        ey in another's place and shows it once.","security":[{"bearer":["admin"]},{"session":["admi\#
        n"]}],"parameters":[{"$ref":"#/components/parameters/IdempotencyKey"}],"requestBody":{"requi\#
        red":false,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/RotateReque\#
        st"}}}},"responses":{"200":{"description":"Done.","headers":{"Idempotency-Replayed":{"$ref":\#
        "#/components/headers/IdempotencyReplayed"}},"content":{"application/json":{"schema":{"$ref"\#
        :"#/components/schemas/RotatedKey"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"4\#
        01":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/\#
        Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/components/res\#
        ponses/Conflict"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/componen\#
        ts/responses/UnsupportedMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"\#
        $ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavai\#
        lable"}}}},"/v1/budgets":{"get":{"operationId":"listBudgets","tags":["budgets"],"summary":"L\#
        ists the budgets by name.","security":[{"bearer":["viewer"]},{"session":["viewer"]}],"parame\#
        ters":[{"$ref":"#/components/parameters/Limit"},{"$ref":"#/components/parameters/Cursor"},{"\#
        name":"workspace","in":"query","description":"Of this workspace alone.","schema":{"$ref":"#/\#
        components/schemas/WorkspaceID"}},{"name":"source","in":"query","description":"Where it was \#
        made.","schema":{"type":"string","enum":["console","policy","agents"]}},{"name":"state","in"\#
        :"query","description":"In this state alone.","schema":{"type":"string","enum":["open","paus\#
        ed","frozen"]}}],"responses":{"200":{"description":"Done.","content":{"application/json":{"s\#
        chema":{"$ref":"#/components/schemas/BudgetList"}}}},"400":{"$ref":"#/components/responses/B\#
        adRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/compone\#
        nts/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"422":{"$ref":"#/\#
        components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503"\#
        :{"$ref":"#/components/responses/Unavailable"}}},"post":{"operationId":"createBudget","tags"\#
        :["budgets"],"summary":"Makes a budget, which is in force at once: what was spent in its ope\#
        n window counts, unless the definition says `countFrom: now`.","security":[{"bearer":["opera\#
        tor"]},{"session":["operator"]}],"parameters":[{"$ref":"#/components/parameters/IdempotencyK\#
        ey"}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/comp\#
        onents/schemas/CreateBudgetRequest"}}}},"responses":{"201":{"description":"Made.","headers":\#
        {"Location":{"$ref":"#/components/headers/Location"},"ETag":{"$ref":"#/components/headers/ET\#
        ag"},"Idempotency-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"}},"content":{\#
        "application/json":{"schema":{"$ref":"#/components/schemas/Budget"}}}},"400":{"$ref":"#/comp\#
        onents/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":\#
        {"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"}\#
        ,"409":{"$ref":"#/components/responses/Conflict"},"413":{"$ref":"#/components/responses/TooL\#
        arge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":"#/compone\#
        nts/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref\#
        ":"#/components/responses/Unavailable"}}}},"/v1/budgets/{budget}":{"parameters":[{"name":"bu\#
        dget","in":"path","required":true,"description":"The budget.","schema":{"$ref":"#/components\#
        /schemas/BudgetID"}}],"get":{"operationId":"getBudget","tags":["budgets"],"summary":"Shows a\#
         budget.","security":[{"bearer":["viewer"]},{"session":["viewer"]}],"responses":{"200":{"des\#
        cription":"Done.","headers":{"ETag":{"$ref":"#/components/headers/ETag"}},"content":{"applic\#
        ation/json":{"schema":{"$ref":"#/components/schemas/Budget"}}}},"400":{"$ref":"#/components/\#
        responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref"\#
        :"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"422":\#
        {"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyReque\#
        sts"},"503":{"$ref":"#/components/responses/Unavailable"}}},"put":{"operationId":"editBudget\#
        ","tags":["budgets"],"summary":"Puts another definition in a budget's place.","description":\#
        "Only of budgets that are made here (409 `not_editable`). What its accounts have spent stays\#
        , as for edits of the policy.","security":[{"bearer":["operator"]},{"session":["operator"]}]\#
        ,"parameters":[{"$ref":"#/components/parameters/IfMatch"}],"requestBody":{"required":true,"c\#
        ontent":{"application/json":{"schema":{"$ref":"#/components/schemas/EditBudgetRequest"}}}},"\#
        responses":{"200":{"description":"Done.","headers":{"ETag":{"$ref":"#/components/headers/ETa\#
        g"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Budget"}}}},"400"\#
        :{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthen\#
        ticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/resp\#
        onses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"412":{"$ref":"#/component\#
        s/responses/Stale"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/compon\#
        ents/responses/UnsupportedMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"428":\#
        {"$ref":"#/components/responses/PreconditionRequired"},"429":{"$ref":"#/components/responses\#
        /TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}},"delete":{"operatio\#
        nId":"removeBudget","tags":["budgets"],"summary":"Removes a budget that was made here.","des\#
        cription":"409 `in_use` while calls hold money in it.","security":[{"bearer":["operator"]},{\#
        "session":["operator"]}],"parameters":[{"$ref":"#/components/parameters/IfMatchOptional"},{"\#
        $ref":"#/components/parameters/Note"}],"responses":{"204":{"description":"Done; there is not\#
        hing to say."},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/component\#
        s/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref\#
        ":"#/components/responses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"412":\#
        {"$ref":"#/components/responses/Stale"},"422":{"$ref":"#/components/responses/Invalid"},"429\#
        ":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Un\#
        available"}}}},"/v1/budgets/{budget}/top-up":{"parameters":[{"name":"budget","in":"path","re\#
        quired":true,"description":"The budget.","schema":{"$ref":"#/components/schemas/BudgetID"}}]\#
        ,"post":{"operationId":"topUpBudget","tags":["budgets"],"summary":"Gives more headroom until\#
         the window ends.","security":[{"bearer":["operator"]},{"session":["operator"]}],"parameters\#
        ":[{"$ref":"#/components/parameters/IdempotencyKey"}],"requestBody":{"required":true,"conten\#
        t":{"application/json":{"schema":{"$ref":"#/components/schemas/TopUpRequest"}}}},"responses"\#
        :{"200":{"description":"Done.","headers":{"Idempotency-Replayed":{"$ref":"#/components/heade\#
        rs/IdempotencyReplayed"}},"content":{"application/json":{"schema":{"$ref":"#/components/sche\#
        mas/BudgetChange"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/co\#
        mponents/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404"\#
        :{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"}\#
        ,"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/components/responses/Unsu\#
        pportedMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/componen\#
        ts/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/b\#
        udgets/{budget}/pause":{"parameters":[{"name":"budget","in":"path","required":true,"descript\#
        ion":"The budget.","schema":{"$ref":"#/components/schemas/BudgetID"}}],"post":{"operationId"\#
        :"pauseBudget","tags":["budgets"],"summary":"Refuses new calls; running ones end.","security\#
        ":[{"bearer":["operator"]},{"session":["operator"]}],"parameters":[{"$ref":"#/components/par\#
        ameters/IdempotencyKey"}],"requestBody":{"required":false,"content":{"application/json":{"sc\#
        hema":{"$ref":"#/components/schemas/AccountRequest"}}}},"responses":{"200":{"description":"D\#
        one.","headers":{"Idempotency-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"}}\#
        ,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/BudgetChange"}}}},"40\#
        0":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauth\#
        enticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/re\#
        sponses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"413":{"$ref":"#/compone\#
        nts/responses/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":\#
        {"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyReque\#
        sts"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/budgets/{budget}/resume":{\#
        "parameters":[{"name":"budget","in":"path","required":true,"description":"The budget.","sche\#
        ma":{"$ref":"#/components/schemas/BudgetID"}}],"post":{"operationId":"resumeBudget","tags":[\#
        "budgets"],"summary":"Lifts a pause, and a freeze where it is said.","security":[{"bearer":[\#
        "operator"]},{"session":["operator"]}],"parameters":[{"$ref":"#/components/parameters/Idempo\#
        tencyKey"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"$ref":\#
        "#/components/schemas/ResumeBudgetRequest"}}}},"responses":{"200":{"description":"Done.","he\#
        aders":{"Idempotency-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"}},"content\#
        ":{"application/json":{"schema":{"$ref":"#/components/schemas/BudgetChange"}}}},"400":{"$ref\#
        ":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated\#
        "},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/N\#
        otFound"},"409":{"$ref":"#/components/responses/Conflict"},"413":{"$ref":"#/components/respo\#
        nses/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":"\#
        #/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"50
        """#,
        #"""
        3":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/budgets/{budget}/reset":{"parameter\#
        s":[{"name":"budget","in":"path","required":true,"description":"The budget.","schema":{"$ref\#
        ":"#/components/schemas/BudgetID"}}],"post":{"operationId":"resetBudget","tags":["budgets"],\#
        "summary":"Begins accounts anew at zero; open holds settle in the old ones.","security":[{"b\#
        earer":["operator"]},{"session":["operator"]}],"parameters":[{"$ref":"#/components/parameter\#
        s/IdempotencyKey"}],"requestBody":{"required":false,"content":{"application/json":{"schema":\#
        {"$ref":"#/components/schemas/AccountRequest"}}}},"responses":{"200":{"description":"Done.",\#
        "headers":{"Idempotency-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"}},"cont\#
        ent":{"application/json":{"schema":{"$ref":"#/components/schemas/BudgetChange"}}}},"400":{"$\#
        ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthentica\#
        ted"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/response\#
        s/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"413":{"$ref":"#/components/re\#
        sponses/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref\#
        ":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},\#
        "503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/budgets/{budget}/limit":{"parame\#
        ters":[{"name":"budget","in":"path","required":true,"description":"The budget.","schema":{"$\#
        ref":"#/components/schemas/BudgetID"}}],"post":{"operationId":"setAccountLimit","tags":["bud\#
        gets"],"summary":"Gives one account a limit of its own, or takes it away.","security":[{"bea\#
        rer":["operator"]},{"session":["operator"]}],"parameters":[{"$ref":"#/components/parameters/\#
        IdempotencyKey"}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"$\#
        ref":"#/components/schemas/SetLimitRequest"}}}},"responses":{"200":{"description":"Done.","h\#
        eaders":{"Idempotency-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"}},"conten\#
        t":{"application/json":{"schema":{"$ref":"#/components/schemas/BudgetChange"}}}},"400":{"$re\#
        f":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticate\#
        d"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/\#
        NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"413":{"$ref":"#/components/resp\#
        onses/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":\#
        "#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"5\#
        03":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/accounts":{"get":{"operationId":"l\#
        istAccounts","tags":["budgets"],"summary":"Lists the open accounts.","security":[{"bearer":[\#
        "viewer"]},{"session":["viewer"]}],"parameters":[{"$ref":"#/components/parameters/Limit"},{"\#
        $ref":"#/components/parameters/Cursor"},{"name":"workspace","in":"query","description":"Of t\#
        his workspace alone.","schema":{"$ref":"#/components/schemas/WorkspaceID"}},{"name":"budget"\#
        ,"in":"query","description":"Of this budget alone.","schema":{"$ref":"#/components/schemas/B\#
        udgetID"}},{"name":"scope","in":"query","description":"This account alone.","schema":{"$ref"\#
        :"#/components/schemas/AccountScope"}},{"name":"state","in":"query","description":"In this s\#
        tate alone.","schema":{"type":"string","enum":["open","paused","frozen"]}},{"name":"order","\#
        in":"query","description":"By name, or the fullest first.","schema":{"type":"string","enum":\#
        ["name","share"],"default":"name"}}],"responses":{"200":{"description":"Done.","content":{"a\#
        pplication/json":{"schema":{"$ref":"#/components/schemas/AccountList"}}}},"400":{"$ref":"#/c\#
        omponents/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"40\#
        3":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFoun\#
        d"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/To\#
        oManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/tools":{"get":{"\#
        operationId":"listTools","tags":["tools"],"summary":"Lists the registered tools by workspace\#
         and name.","security":[{"bearer":["viewer"]},{"session":["viewer"]}],"parameters":[{"$ref":\#
        "#/components/parameters/Limit"},{"$ref":"#/components/parameters/Cursor"},{"name":"workspac\#
        e","in":"query","description":"Of this workspace alone.","schema":{"$ref":"#/components/sche\#
        mas/WorkspaceID"}},{"name":"category","in":"query","description":"Of this category alone.","\#
        schema":{"type":"string","minLength":1,"maxLength":100,"pattern":"^[^\\x00-\\x1f\\x7f]+$","d\#
        escription":"Groups tools for policies."}},{"name":"name","in":"query","description":"Whose \#
        name begins so.","schema":{"type":"string","minLength":1,"maxLength":100,"pattern":"^[^\\x00\#
        -\\x1f\\x7f]+$"}}],"responses":{"200":{"description":"Done.","content":{"application/json":{\#
        "schema":{"$ref":"#/components/schemas/ToolList"}}}},"400":{"$ref":"#/components/responses/B\#
        adRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/compone\#
        nts/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"422":{"$ref":"#/\#
        components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503"\#
        :{"$ref":"#/components/responses/Unavailable"}}}},"/v1/tools/{workspace}/{tool}":{"parameter\#
        s":[{"name":"workspace","in":"path","required":true,"description":"The workspace.","schema":\#
        {"$ref":"#/components/schemas/WorkspaceID"}},{"name":"tool","in":"path","required":true,"des\#
        cription":"The tool; a slash in its name is written `%2F`.","schema":{"$ref":"#/components/s\#
        chemas/ToolName"}}],"get":{"operationId":"getTool","tags":["tools"],"summary":"Shows a tool.\#
        ","security":[{"bearer":["viewer"]},{"session":["viewer"]}],"responses":{"200":{"description\#
        ":"Done.","headers":{"ETag":{"$ref":"#/components/headers/ETag"}},"content":{"application/js\#
        on":{"schema":{"$ref":"#/components/schemas/Tool"}}}},"400":{"$ref":"#/components/responses/\#
        BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/compon\#
        ents/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"422":{"$ref":"#\#
        /components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503\#
        ":{"$ref":"#/components/responses/Unavailable"}}},"put":{"operationId":"putTool","tags":["to\#
        ols"],"summary":"Registers a tool, or changes it; calls cost the new price from now on.","se\#
        curity":[{"bearer":["operator"]},{"session":["operator"]}],"parameters":[{"$ref":"#/componen\#
        ts/parameters/IfMatch"},{"$ref":"#/components/parameters/IfNoneMatch"}],"requestBody":{"requ\#
        ired":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/PutToolRequ\#
        est"}}}},"responses":{"200":{"description":"Done.","headers":{"ETag":{"$ref":"#/components/h\#
        eaders/ETag"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Tool"}}\#
        }},"201":{"description":"Made.","headers":{"ETag":{"$ref":"#/components/headers/ETag"},"Loca\#
        tion":{"$ref":"#/components/headers/Location"}},"content":{"application/json":{"schema":{"$r\#
        ef":"#/components/schemas/Tool"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401"\#
        :{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/For\#
        bidden"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/components/respon\#
        ses/Conflict"},"412":{"$ref":"#/components/responses/Stale"},"413":{"$ref":"#/components/res\#
        ponses/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref"\#
        :"#/components/responses/Invalid"},"428":{"$ref":"#/components/responses/PreconditionRequire\#
        d"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/resp\#
        onses/Unavailable"}}},"delete":{"operationId":"removeTool","tags":["tools"],"summary":"Takes\#
         a tool out of the registry; what it has cost stays.","security":[{"bearer":["operator"]},{"\#
        session":["operator"]}],"parameters":[{"$ref":"#/components/parameters/IfMatchOptional"},{"$\#
        ref":"#/components/parameters/Note"}],"responses":{"204":{"description":"Done; there is noth\#
        ing to say."},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components\#
        /responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref"\#
        :"#/components/responses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"412":{\#
        "$ref":"#/components/responses/Stale"},"422":{"$ref":"#/components/responses/Invalid"},"429"\#
        :{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Una\#
        vailable"}}}},"/v1/policies":{"get":{"operationId":"listPolicyVersions","tags":["policies"],\#
        "summary":"Lists the policy's versions, the newest first.","security":[{"bearer":["viewer"]}\#
        ,{"session":["viewer"]}],"parameters":[{"$ref":"#/components/parameters/Limit"},{"$ref":"#/c\#
        omponents/parameters/Cursor"},{"name":"state","in":"query","description":"In this state alon\#
        e.","schema":{"type":"string","enum":["draft","active","retired"]}}],"responses":{"200":{"de\#
        scription":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Pol\#
        icyVersionList"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/comp\#
        onents/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"422":{\#
        "$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyReques\#
        ts"},"503":{"$ref":"#/components/responses/Unavailable"}}},"post":{"operationId":"uploadPoli\#
        cy","tags":["policies"],"summary":"Keeps a policy as a new version, which is not in force ye\#
        t.","description":"A policy with an error is not kept: 422, with every fault's line and colu\#
        mn.","security":[{"bearer":["admin"]},{"session":["admin"]}],"parameters":[{"$ref":"#/compon\#
        ents/parameters/IdempotencyKey"}],"requestBody":{"required":true,"content":{"application/jso\#
        n":{"schema":{"$ref":"#/components/schemas/UploadPolicyRequest"}}}},"responses":{"201":{"des\#
        cription":"Made.","headers":{"Location":{"$ref":"#/components/headers/Location"},"Idempotenc\#
        y-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"}},"content":{"application/jso\#
        n":{"schema":{"$ref":"#/components/schemas/PolicyVersion"}}}},"400":{"$ref":"#/components/re\#
        sponses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"\#
        #/components/responses/Forbidden"},"409":{"$ref":"#/components/responses/Conflict"},"413":{"\#
        $ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMe\#
        diaType"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/respon\#
        ses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/policies/{\#
        version}":{"parameters":[{"name":"version","in":"path","required":true,"description":"The ve\#
        rsion's number, `active`, or `file` for the policy's file.","schema":{"type":"string","minLe\#
        ngth":1,"maxLength":9,"pattern":"^(active|file|[1-9][0-9]{0,8})$"}}],"get":{"operationId":"g\#
        etPolicyVersion","tags":["policies"],"summary":"Shows a version with its text.","description\#
        ":"Where no version is in force, `active` is the policy's file.","security":[{"bearer":["vie\#
        wer"]},{"session":["viewer"]}],"responses":{"200":{"description":"Done.","content":{"applica\#
        tion/json":{"schema":{"$ref":"#/components/schemas/AnyPolicyText"}}}},"400":{"$ref":"#/compo\#
        nents/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{\#
        "$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},\#
        "422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooMan\#
        yRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/policies/check":{"po\#
        st":{"operationId":"checkPolicy","tags":["policies"],"summary":"Finds everything wrong with \#
        a policy, and what in it never applies.","security":[{"bearer":["viewer"]},{"session":["view\#
        er"]}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/com\#
        ponents/schemas/CheckPolicyRequest"}}}},"responses":{"200":{"description":"Done.","content":\#
        {"application/json":{"schema":{"$ref":"#/components/schemas/PolicyCheck"}}}},"400":{"$ref":"\#
        #/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},\#
        "403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotF\#
        ound"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/components/response\#
        s/UnsupportedMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/co\#
        mponents/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},\#
        "/v1/policies/diff":{"post":{"operationId":"diffPolicies","tags":["policies"],"summary":"Say\#
        s whether a policy only tightens another one, proved, or shows a call that it lets pass.","s\#
        ecurity":[{"bearer":["viewer"]},{"session":["viewer"]}],"requestBody":{"required":true,"cont\#
        ent":{"application/json":{"schema":{"$ref":"#/components/schemas/DiffPoliciesRequest"}}}},"r\#
        esponses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/c\#
        omponents/schemas/PolicyDiff"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{\#
        "$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbi\#
        dden"},"404":{"$ref":"#/components/responses/NotFound"},"413":{"$ref":"#/components/response\#
        s/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":"#/c\#
        omponents/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":\#
        {"$ref":"#/components/responses/Unavailable"}}}},"/v1/policies/backtest":{"post":{"operation\#
        Id":"backtestPolicy","tags":["policies"],"summary":"Judges past calls by another policy.","d\#
        escription":"One at a time: 429 while another runs.","security":[{"bearer":["operator"]},{"s\#
        ession":["operator"]}],"requestBody":{"required":true,"content":{"application/json":{"schema\#
        ":{"$ref":"#/components/schemas/BacktestPolicyRequest"}}}},"responses":{"200":{"description"\#
        :"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/PolicyBacktes\#
        t"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/respon\#
        ses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/com\#
        ponents/responses/NotFound"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":\#
        "#/components/responses/UnsupportedMediaType"},"422":{"$ref":"#/components/responses/Invalid\#
        "},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/respo\#
        nses/Unavailable"}}}},"/v1/policies/explain":{"post":{"operationId":"explainPolicy","tags":[\#
        "policies"],"summary":"Says why a call would be decided so, or why one was.","security":[{"b\#
        earer":["viewer"]},{"session":["viewer"]}],"requestBody":{"required":true,"content":{"applic\#
        ation/json":{"schema":{"$ref":"#/components/schemas/ExplainPolicyRequest"}}}},"responses":{"\#
        200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/sc\#
        hemas/PolicyExplanation"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref\#
        ":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"\#
        },"404":{"$ref":"#/components/responses/NotFound"},"413":{"$ref":"#/components/responses/Too\#
        Large"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":"#/compon\#
        ents/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$re\#
        f":"#/components/responses/Unavailable"}}}},"/v1/policies/{version}/activate":{"parameters":\#
        [{"name":"version","in":"path","required":true,"description":"The version's number, or `file\#
        ` for the policy's file.","schema":{"type":"string","minLength":1,"maxLength":9,"pattern":"^\#
        (file|[1-9][0-9]{0,8})$"}}],"post":{"operationId":"activatePolicy","tags":["policies"],"summ\#
        ary":"Puts a version in force.","description":"Without a restart; running calls end under th\#
        e policy that admitted them. It stays in force over restarts, and while it is the policy's f\#
        ile is not read, whatever becomes of that: `file` goes back to it. 409 `policy_fault` where \#
        it no longer fits the prices or budgets of now.","security":[{"bearer":["admin"]},{"session"\#
        :["admin"]}],"parameters":[{"$ref":"#/components/parameters/IdempotencyKey"}],"requestBody":\#
        {"required":false,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Acti\#
        vatePolicyRequest"}}}},"responses":{"200":{"description":"Done.","headers":{"Idempotency-Rep\#
        layed":{"$ref":"#/components/headers/IdempotencyReplayed"}},"content":{"application/json":{"\#
        schema":{"$ref":"#/components/schemas/Activated"}}}},"400":{"$ref":"#/components/responses/B\#
        adRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/compone\#
        nts/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/\#
        components/responses/Conflict"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$re\#
        f":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":"#/components/responses/Inva\#
        lid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/re\#
        sponses/Unavailable"}}}},"/v1/policies/roll-back":{"post":{"operationId":"rollBackPolicy","t\#
        ags":["policies"],"summary":"Puts the version in force that was before this one.","descripti\#
        on":"Before the first of them there was the policy's file. 409 where there was none.","secur\#
        ity":[{"bearer":["admin"]},{"session":["admin"]}],"parameters":[{"$ref":"#/components/parame\#
        ters/IdempotencyKey"}],"requestBody":{"required":false,"content":{"application/json":{"schem\#
        a":{"$ref":"#/components/schemas/OptionalNote"}}}},"responses":{"200":{"description":"Done."\#
        ,"headers":{"Idempotency-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"}},"con\#
        tent":{"application/json":{"schema":{"$ref":"#/components/schemas/Activated"}}}},"400":{"$re\#
        f":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticate\#
        d"},"403":{"$ref":"#/components/responses/Forbidden"},"409":{"$ref":"#/components/responses/\#
        Conflict"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/components/resp\#
        onses/UnsupportedMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"\#
        #/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}\#
        }}},"/v1/prices":{"get":{"operationId":"listPrices","tags":["prices"],"summary":"Lists model
        """#,
        #"""
        s and what they cost.","security":[{"bearer":["viewer"]},{"session":["viewer"]}],"parameters\#
        ":[{"$ref":"#/components/parameters/Limit"},{"$ref":"#/components/parameters/Cursor"},{"name\#
        ":"provider","in":"query","description":"The book's word for the provider.","schema":{"type"\#
        :"string","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"name":"model"\#
        ,"in":"query","description":"A pattern with `*` and `?`.","schema":{"type":"string","minLeng\#
        th":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"name":"at_ms","in":"query","des\#
        cription":"What held then; now, without it.","schema":{"$ref":"#/components/schemas/TimeMs"}\#
        }],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref"\#
        :"#/components/schemas/PriceList"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"40\#
        1":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/F\#
        orbidden"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/respo\#
        nses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/prices/{p\#
        rovider}/{model}":{"parameters":[{"name":"provider","in":"path","required":true,"description\#
        ":"The book's word for the provider.","schema":{"type":"string","minLength":1,"maxLength":25\#
        6,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"name":"model","in":"path","required":true,"descript\#
        ion":"Any name of the model; a slash in it is written `%2F`.","schema":{"$ref":"#/components\#
        /schemas/ModelName"}}],"get":{"operationId":"getPrice","tags":["prices"],"summary":"Shows ev\#
        ery edition of a model's price.","security":[{"bearer":["viewer"]},{"session":["viewer"]}],"\#
        responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/\#
        components/schemas/PriceEditions"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"40\#
        1":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/F\#
        orbidden"},"404":{"$ref":"#/components/responses/NotFound"},"422":{"$ref":"#/components/resp\#
        onses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/com\#
        ponents/responses/Unavailable"}}}},"/v1/approvals":{"get":{"operationId":"listApprovals","ta\#
        gs":["approvals"],"summary":"Lists the approvals, the newest first.","security":[{"bearer":[\#
        "viewer"]},{"session":["viewer"]}],"parameters":[{"$ref":"#/components/parameters/Limit"},{"\#
        $ref":"#/components/parameters/Cursor"},{"name":"state","in":"query","description":"In this \#
        state. `approved` is granted or used, `cancelled` is withdrawn.","schema":{"type":"string","\#
        enum":["pending","granted","used","denied","expired","withdrawn","approved","cancelled"],"de\#
        fault":"pending"}},{"name":"tenant_id","in":"query","description":"Whoever names the tenant \#
        gets SpendGuard's list: an array, of calls alone, with the state in its words. Another tenan\#
        t than the server's is 403.","schema":{"$ref":"#/components/schemas/TenantID"}},{"name":"wor\#
        kspace","in":"query","description":"Of this workspace alone.","schema":{"$ref":"#/components\#
        /schemas/WorkspaceID"}},{"name":"agent","in":"query","description":"Of this agent alone.","s\#
        chema":{"$ref":"#/components/schemas/AgentID"}}],"responses":{"200":{"description":"Done.","\#
        content":{"application/json":{"schema":{"$ref":"#/components/schemas/ApprovalListing"}}}},"4\#
        00":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unaut\#
        henticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/r\#
        esponses/NotFound"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/compone\#
        nts/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/\#
        approvals/{approval}":{"parameters":[{"name":"approval","in":"path","required":true,"descrip\#
        tion":"The approval.","schema":{"$ref":"#/components/schemas/ApprovalID"}}],"get":{"operatio\#
        nId":"getApproval","tags":["approvals"],"summary":"Shows an approval.","security":[{"bearer"\#
        :["viewer"]},{"session":["viewer"]}],"parameters":[{"name":"tenant_id","in":"query","descrip\#
        tion":"Whoever names the tenant gets the state in SpendGuard's words.","schema":{"$ref":"#/c\#
        omponents/schemas/TenantID"}}],"responses":{"200":{"description":"Done.","content":{"applica\#
        tion/json":{"schema":{"$ref":"#/components/schemas/Approval"}}}},"400":{"$ref":"#/components\#
        /responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref\#
        ":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"422"\#
        :{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequ\#
        ests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/approvals/{approval}/appr\#
        ove":{"parameters":[{"name":"approval","in":"path","required":true,"description":"The approv\#
        al.","schema":{"$ref":"#/components/schemas/ApprovalID"}}],"post":{"operationId":"approveApp\#
        roval","tags":["approvals"],"summary":"Votes for it.","description":"The vote counts also wh\#
        ere the money is not there now (409 `budget_exceeded`).","security":[{"bearer":["approver"]}\#
        ,{"session":["approver"]}],"parameters":[{"$ref":"#/components/parameters/IdempotencyKey"}],\#
        "requestBody":{"required":false,"content":{"application/json":{"schema":{"$ref":"#/component\#
        s/schemas/OptionalNote"}}}},"responses":{"200":{"description":"Done.","headers":{"Idempotenc\#
        y-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"}},"content":{"application/jso\#
        n":{"schema":{"$ref":"#/components/schemas/Approval"}}}},"400":{"$ref":"#/components/respons\#
        es/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/com\#
        ponents/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref"\#
        :"#/components/responses/Conflict"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{\#
        "$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":"#/components/responses/\#
        Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/component\#
        s/responses/Unavailable"}}}},"/v1/approvals/{approval}/deny":{"parameters":[{"name":"approva\#
        l","in":"path","required":true,"description":"The approval.","schema":{"$ref":"#/components/\#
        schemas/ApprovalID"}}],"post":{"operationId":"denyApproval","tags":["approvals"],"summary":"\#
        Votes against it, which denies it.","security":[{"bearer":["approver"]},{"session":["approve\#
        r"]}],"parameters":[{"$ref":"#/components/parameters/IdempotencyKey"}],"requestBody":{"requi\#
        red":false,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/OptionalNot\#
        e"}}}},"responses":{"200":{"description":"Done.","headers":{"Idempotency-Replayed":{"$ref":"\#
        #/components/headers/IdempotencyReplayed"}},"content":{"application/json":{"schema":{"$ref":\#
        "#/components/schemas/Approval"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401"\#
        :{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/For\#
        bidden"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/components/respon\#
        ses/Conflict"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/components/\#
        responses/UnsupportedMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$re\#
        f":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailab\#
        le"}}}},"/v1/approvals/{approval}/withdraw":{"parameters":[{"name":"approval","in":"path","r\#
        equired":true,"description":"The approval.","schema":{"$ref":"#/components/schemas/ApprovalI\#
        D"}}],"post":{"operationId":"withdrawApproval","tags":["approvals"],"summary":"Takes an appr\#
        oval back, granted or not.","security":[{"bearer":["operator"]},{"session":["operator"]}],"p\#
        arameters":[{"$ref":"#/components/parameters/IdempotencyKey"}],"requestBody":{"required":fal\#
        se,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/OptionalNote"}}}},"\#
        responses":{"200":{"description":"Done.","headers":{"Idempotency-Replayed":{"$ref":"#/compon\#
        ents/headers/IdempotencyReplayed"}},"content":{"application/json":{"schema":{"$ref":"#/compo\#
        nents/schemas/Approval"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref"\#
        :"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"}\#
        ,"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/components/responses/Conf\#
        lict"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/components/response\#
        s/UnsupportedMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/co\#
        mponents/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},\#
        "/v1/receipts":{"get":{"operationId":"searchReceipts","tags":["receipts"],"summary":"Finds e\#
        ntries.","description":"A page may have fewer items than `limit`, or none, and a `next`: a s\#
        earch looks at a bounded part of the journal at a time.","security":[{"bearer":["auditor"]},\#
        {"session":["auditor"]}],"parameters":[{"$ref":"#/components/parameters/Limit"},{"$ref":"#/c\#
        omponents/parameters/Cursor"},{"$ref":"#/components/parameters/FromMs"},{"$ref":"#/component\#
        s/parameters/ToMs"},{"name":"kind","in":"query","description":"Of this kind alone, as `settl\#
        e`.","schema":{"type":"string","minLength":1,"maxLength":32,"pattern":"^[A-Za-z]+$"}},{"name\#
        ":"hold","in":"query","description":"Of this call.","schema":{"type":"string","format":"uuid\#
        ","maxLength":36}},{"name":"key","in":"query","description":"Of this key's calls.","schema":\#
        {"$ref":"#/components/schemas/KeyID"}},{"name":"budget","in":"query","description":"That cou\#
        nts in this budget.","schema":{"$ref":"#/components/schemas/BudgetID"}},{"name":"workspace",\#
        "in":"query","description":"Of this workspace alone.","schema":{"$ref":"#/components/schemas\#
        /WorkspaceID"}},{"name":"agent","in":"query","description":"Of this agent.","schema":{"type"\#
        :"string","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"name":"user",\#
        "in":"query","description":"Of this user.","schema":{"type":"string","minLength":1,"maxLengt\#
        h":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"name":"run","in":"query","description":"Of thi\#
        s run.","schema":{"type":"string","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x\#
        7f]+$"}},{"name":"model","in":"query","description":"Of this model.","schema":{"type":"strin\#
        g","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"name":"tool","in":"q\#
        uery","description":"Of this tool.","schema":{"type":"string","minLength":1,"maxLength":256,\#
        "pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"name":"order","in":"query","description":"Which come \#
        first.","schema":{"type":"string","enum":["newest","oldest"],"default":"newest"}}],"response\#
        s":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/componen\#
        ts/schemas/ReceiptList"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref"\#
        :"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"}\#
        ,"404":{"$ref":"#/components/responses/NotFound"},"422":{"$ref":"#/components/responses/Inva\#
        lid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/re\#
        sponses/Unavailable"}}}},"/v1/receipts/{sequence}":{"parameters":[{"name":"sequence","in":"p\#
        ath","required":true,"description":"The entry's number.","schema":{"$ref":"#/components/sche\#
        mas/Sequence"}}],"get":{"operationId":"getReceipt","tags":["receipts"],"summary":"Shows an e\#
        ntry as it is stored, and the seal over it.","security":[{"bearer":["auditor"]},{"session":[\#
        "auditor"]}],"responses":{"200":{"description":"Done.","content":{"application/json":{"schem\#
        a":{"$ref":"#/components/schemas/ReceiptEntry"}}}},"400":{"$ref":"#/components/responses/Bad\#
        Request"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/component\#
        s/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"422":{"$ref":"#/co\#
        mponents/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{\#
        "$ref":"#/components/responses/Unavailable"}}}},"/v1/receipts/{sequence}/proof":{"parameters\#
        ":[{"name":"sequence","in":"path","required":true,"description":"The entry's number.","schem\#
        a":{"$ref":"#/components/schemas/Sequence"}}],"get":{"operationId":"getReceiptProof","tags":\#
        ["receipts"],"summary":"Proves that an entry is in the log, to be checked anywhere.","descri\#
        ption":"503 `not_sealed` for the moment until the entry is in a checkpoint.","security":[{"b\#
        earer":["auditor"]},{"session":["auditor"]}],"responses":{"200":{"description":"A C2SP tlog-\#
        proof; docs/formats/proofs.md.","content":{"text/plain":{"schema":{"type":"string"}}}},"400"\#
        :{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthen\#
        ticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/resp\#
        onses/NotFound"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components\#
        /responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/rec\#
        eipts/export":{"get":{"operationId":"exportReceipts","tags":["receipts"],"summary":"Streams \#
        the journal as a file.","description":"`from_ms` and `to_ms` are of jsonl, csv and focus alo\#
        ne (422 with the others).","security":[{"bearer":["auditor"]},{"session":["auditor"]}],"para\#
        meters":[{"name":"form","in":"query","description":"Stored lines and seals; agentguard-spend\#
        's envelope; or calls in rows for other tools (docs/exports.md).","schema":{"type":"string",\#
        "enum":["farthing","agentguard","jsonl","csv","focus"],"default":"farthing"}},{"$ref":"#/com\#
        ponents/parameters/FromMs"},{"$ref":"#/components/parameters/ToMs"},{"name":"budget","in":"q\#
        uery","description":"Calls that count in this budget; of jsonl, csv and focus alone.","schem\#
        a":{"$ref":"#/components/schemas/BudgetID"}}],"responses":{"200":{"description":"The file. O\#
        ne that ends without its last line was cut off.","headers":{"Content-Disposition":{"descript\#
        ion":"The file's name.","schema":{"type":"string"}}},"content":{"application/x-ndjson":{"sch\#
        ema":{"type":"string"}},"text/csv":{"schema":{"type":"string"}}}},"400":{"$ref":"#/component\#
        s/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$re\#
        f":"#/components/responses/Forbidden"},"422":{"$ref":"#/components/responses/Invalid"},"429"\#
        :{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Una\#
        vailable"}}}},"/v1/log":{"get":{"operationId":"getLog","tags":["receipts"],"summary":"Says h\#
        ow long the journal is, and by what it is checked.","security":[{"bearer":["viewer"]},{"sess\#
        ion":["viewer"]}],"responses":{"200":{"description":"Done.","content":{"application/json":{"\#
        schema":{"$ref":"#/components/schemas/Log"}}}},"400":{"$ref":"#/components/responses/BadRequ\#
        est"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/re\#
        sponses/Forbidden"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/compone\#
        nts/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/\#
        holds":{"get":{"operationId":"listHolds","tags":["runs"],"summary":"Lists the open holds: wh\#
        o has the headroom.","security":[{"bearer":["viewer"]},{"session":["viewer"]}],"parameters":\#
        [{"$ref":"#/components/parameters/Limit"},{"$ref":"#/components/parameters/Cursor"},{"name":\#
        "budget","in":"query","description":"In this budget.","schema":{"$ref":"#/components/schemas\#
        /BudgetID"}},{"name":"scope","in":"query","description":"In this account; with `budget`.","s\#
        chema":{"$ref":"#/components/schemas/AccountScope"}},{"name":"workspace","in":"query","descr\#
        iption":"Of this workspace alone.","schema":{"$ref":"#/components/schemas/WorkspaceID"}},{"n\#
        ame":"agent","in":"query","description":"Of this agent.","schema":{"type":"string","minLengt\#
        h":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"name":"run","in":"query","descri\#
        ption":"Of this run.","schema":{"$ref":"#/components/schemas/RunID"}},{"name":"key","in":"qu\#
        ery","description":"Of this key.","schema":{"$ref":"#/components/schemas/KeyID"}},{"name":"o\#
        rder","in":"query","description":"Which come first.","schema":{"type":"string","enum":["newe\#
        st","oldest","largest"],"default":"newest"}}],"responses":{"200":{"description":"Done.","con\#
        tent":{"application/json":{"schema":{"$ref":"#/components/schemas/HoldList"}}}},"400":{"$ref\#
        ":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated\#
        "},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/N\#
        otFound"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/respon\#
        ses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/runs":{"ge\#
        t":{"operationId":"listRuns","tags":["runs"],"summary":"Lists runs, the latest first.","secu\#
        rity":[{"bearer":["viewer"]},{"session":["viewer"]}],"parameters":[{"$ref":"#/components/par\#
        ameters/Limit"},{"$ref":"#/components/parameters/Cursor"},{"name":"workspace","in":"query","\#
        description":"Of this workspace alone.","schema":{"$ref":"#/components/schemas/WorkspaceID"}\#
        },{"name":"agent","in":"query","description":"Of this agent.","schema":{"type":"string","min\#
        Length":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"name":"state","in":"query",\#
        "description":"In this state alone.","schema":{"type":"string","enum":["running","ended","ki\#
        lled"]}},{"$ref":"#/components/parameters/FromMs"},{"$ref":"#/components/parameters/ToMs"}],\#
        "responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#\#
        /components/schemas/RunList"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"\#
        $ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbid\#
        den"},"404":{"$ref":"#/components/responses/NotFound"},"422":{"$ref":"#/components/responses\#
        /Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/componen\#
        ts/responses/Unavailable"}}}},"/v1/runs/{run}":{"parameters":[{"name":"run","in":"path","req\#
        uired":true,"description":"The run.","schema":{"$ref":"#/components/schemas/RunID"}}],"get":\#
        {"operationId":"getRun","tags":["runs"],"summary":"Shows a run with all that it started.","s\#
        ecurity":[{"bearer":["viewer"]},{"session":["viewer"]}],"responses":{"200":{"description":"D\#
        one.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/RunDetail"}}}},"\#
        400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unau\#
        thenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/
        """#,
        #"""
        responses/NotFound"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/compon\#
        ents/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1\#
        /runs/{run}/kill":{"parameters":[{"name":"run","in":"path","required":true,"description":"Th\#
        e run.","schema":{"$ref":"#/components/schemas/RunID"}}],"post":{"operationId":"killRun","ta\#
        gs":["runs"],"summary":"Stops a run and all that it started, for good.","security":[{"bearer\#
        ":["operator"]},{"session":["operator"]}],"parameters":[{"$ref":"#/components/parameters/Ide\#
        mpotencyKey"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"$re\#
        f":"#/components/schemas/OptionalNote"}}}},"responses":{"200":{"description":"Done.","header\#
        s":{"Idempotency-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"}},"content":{"\#
        application/json":{"schema":{"$ref":"#/components/schemas/KillOutcome"}}}},"400":{"$ref":"#/\#
        components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"4\#
        03":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFou\#
        nd"},"409":{"$ref":"#/components/responses/Conflict"},"413":{"$ref":"#/components/responses/\#
        TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":"#/com\#
        ponents/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"\#
        $ref":"#/components/responses/Unavailable"}}}},"/v1/kill":{"get":{"operationId":"getKills","\#
        tags":["runs"],"summary":"Says what is stopped as a whole.","security":[{"bearer":["viewer"]\#
        },{"session":["viewer"]}],"responses":{"200":{"description":"Done.","content":{"application/\#
        json":{"schema":{"$ref":"#/components/schemas/Kills"}}}},"400":{"$ref":"#/components/respons\#
        es/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/com\#
        ponents/responses/Forbidden"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":\#
        "#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"\#
        }}},"post":{"operationId":"killAll","tags":["runs"],"summary":"Stops everything, or a tenant\#
        : no new call is admitted.","security":[{"bearer":["operator"]},{"session":["operator"]}],"p\#
        arameters":[{"$ref":"#/components/parameters/IdempotencyKey"}],"requestBody":{"required":tru\#
        e,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/KillRequest"}}}},"re\#
        sponses":{"200":{"description":"Done.","headers":{"Idempotency-Replayed":{"$ref":"#/componen\#
        ts/headers/IdempotencyReplayed"}},"content":{"application/json":{"schema":{"$ref":"#/compone\#
        nts/schemas/KillOutcome"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref\#
        ":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"\#
        },"409":{"$ref":"#/components/responses/Conflict"},"413":{"$ref":"#/components/responses/Too\#
        Large"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":"#/compon\#
        ents/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$re\#
        f":"#/components/responses/Unavailable"}}}},"/v1/kill/lift":{"post":{"operationId":"liftKill\#
        ","tags":["runs"],"summary":"Lets calls begin again; agents and runs that were stopped by na\#
        me stay so.","security":[{"bearer":["operator"]},{"session":["operator"]}],"parameters":[{"$\#
        ref":"#/components/parameters/IdempotencyKey"}],"requestBody":{"required":true,"content":{"a\#
        pplication/json":{"schema":{"$ref":"#/components/schemas/LiftKillRequest"}}}},"responses":{"\#
        200":{"description":"Done.","headers":{"Idempotency-Replayed":{"$ref":"#/components/headers/\#
        IdempotencyReplayed"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas\#
        /Kills"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/r\#
        esponses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"\#
        #/components/responses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"413":{"$\#
        ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMed\#
        iaType"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/respons\#
        es/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/analytics":\#
        {"get":{"operationId":"getAnalytics","tags":["analytics"],"summary":"Adds up what was spent,\#
         by one dimension and in steps of time.","description":"Without times: the last 24 hours. Ev\#
        erything that was durable is counted. Beside the dimension of `by` at most one of workspace,\#
         agent, tool, model, user and run may be named (422).","security":[{"bearer":["viewer"]},{"s\#
        ession":["viewer"]}],"parameters":[{"$ref":"#/components/parameters/FromMs"},{"$ref":"#/comp\#
        onents/parameters/ToMs"},{"name":"by","in":"query","description":"none, workspace, agent, to\#
        ol, model, user, run or `tag:NAME`.","schema":{"type":"string","minLength":1,"maxLength":72,\#
        "pattern":"^(none|workspace|agent|tool|model|user|run|tag:[^\\x00-\\x1f\\x7f]{1,64})$","defa\#
        ult":"none"}},{"name":"step","in":"query","description":"At most 2,000 steps between the tim\#
        es.","schema":{"type":"string","enum":["none","hour","day","week","month"],"default":"none"}\#
        },{"name":"zone","in":"query","description":"In which days begin; UTC, without it.","schema"\#
        :{"type":"string","minLength":1,"maxLength":64,"pattern":"^[A-Za-z0-9+_/-]+$","description":\#
        "An IANA zone, in which days begin."}},{"name":"top","in":"query","description":"How many gr\#
        oups; the rest is `other`.","schema":{"type":"integer","minimum":1,"maximum":200,"default":5\#
        0}},{"name":"currency","in":"query","description":"Costs in this currency alone.","schema":{\#
        "type":"string","pattern":"^[A-Z]{3}$","minLength":3,"maxLength":3,"default":"USD"}},{"name"\#
        :"workspace","in":"query","description":"Of this workspace alone.","schema":{"$ref":"#/compo\#
        nents/schemas/WorkspaceID"}},{"name":"agent","in":"query","description":"Of this agent.","sc\#
        hema":{"type":"string","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"\#
        name":"tool","in":"query","description":"Of this tool.","schema":{"type":"string","minLength\#
        ":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"name":"model","in":"query","descr\#
        iption":"Of this model.","schema":{"type":"string","minLength":1,"maxLength":256,"pattern":"\#
        ^[^\\x00-\\x1f\\x7f]+$"}},{"name":"user","in":"query","description":"Of this user.","schema"\#
        :{"type":"string","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"name"\#
        :"run","in":"query","description":"Of this run.","schema":{"type":"string","minLength":1,"ma\#
        xLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}}],"responses":{"200":{"description":"Done."\#
        ,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Analytics"}}}},"400":\#
        {"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthent\#
        icated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/respo\#
        nses/NotFound"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/\#
        responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/even\#
        ts":{"get":{"operationId":"streamEvents","tags":["analytics"],"summary":"Streams events as t\#
        hey happen.","description":"Without a place to go on from it begins now. At most 64 streams \#
        (429).","security":[{"bearer":["viewer"]},{"session":["viewer"]}],"parameters":[{"name":"typ\#
        es","in":"query","description":"Types or patterns with commas between, as `budget.*,approval\#
        .*`; without it all but `call.refused`.","schema":{"type":"string","minLength":1,"maxLength"\#
        :512,"pattern":"^[a-z_.*]+(,[a-z_.*]+)*$"}},{"name":"workspace","in":"query","description":"\#
        Of this workspace alone.","schema":{"$ref":"#/components/schemas/WorkspaceID"}},{"name":"aft\#
        er","in":"query","description":"As Last-Event-ID, for who cannot send the header.","schema":\#
        {"$ref":"#/components/schemas/Sequence"}},{"$ref":"#/components/parameters/LastEventID"}],"r\#
        esponses":{"200":{"description":"Server-sent events; docs/events.md has the types and their \#
        members. A comment comes every 15 s.","content":{"text/event-stream":{"schema":{"type":"stri\#
        ng"},"example":": events\nretry: 1000\n\nid: 1042\nevent: budget.warning\ndata: {\"type\":\"\#
        budget.warning\",\"id\":\"4b1d0c2e9a7f4e11-1042\"}\n\n"}}},"400":{"$ref":"#/components/respo\#
        nses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/c\#
        omponents/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"422":{"$re\#
        f":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"}\#
        ,"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/audit":{"get":{"operationId":"l\#
        istChanges","tags":["analytics"],"summary":"Lists who changed what, the newest first.","secu\#
        rity":[{"bearer":["auditor"]},{"session":["auditor"]}],"parameters":[{"$ref":"#/components/p\#
        arameters/Limit"},{"$ref":"#/components/parameters/Cursor"},{"$ref":"#/components/parameters\#
        /FromMs"},{"$ref":"#/components/parameters/ToMs"},{"name":"by","in":"query","description":"W\#
        ho, as `admin` or `person:ID`.","schema":{"type":"string","minLength":1,"maxLength":256,"pat\#
        tern":"^[^\\x00-\\x1f\\x7f]+$"}},{"name":"collection","in":"query","description":"Of this co\#
        llection.","schema":{"type":"string","enum":["workspaces","agents","tools","rules","asks","b\#
        udgets","policies","people","hooks","settings","accounts","keys","kills","alerts"]}},{"name"\#
        :"id","in":"query","description":"Of this item; with `collection`.","schema":{"type":"string\#
        ","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}}],"responses":{"200":{"d\#
        escription":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Ch\#
        angeList"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components\#
        /responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"422":{"$ref"\#
        :"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"\#
        503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/people":{"get":{"operationId":"li\#
        stPeople","tags":["people"],"summary":"Lists who may sign in.","security":[{"bearer":["admin\#
        "]},{"session":["admin"]}],"parameters":[{"$ref":"#/components/parameters/Limit"},{"$ref":"#\#
        /components/parameters/Cursor"}],"responses":{"200":{"description":"Done.","content":{"appli\#
        cation/json":{"schema":{"$ref":"#/components/schemas/PersonList"}}}},"400":{"$ref":"#/compon\#
        ents/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"\#
        $ref":"#/components/responses/Forbidden"},"422":{"$ref":"#/components/responses/Invalid"},"4\#
        29":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/\#
        Unavailable"}}}},"/v1/people/{person}":{"parameters":[{"name":"person","in":"path","required\#
        ":true,"description":"Who it is; percent-encoded.","schema":{"$ref":"#/components/schemas/Pe\#
        rsonID"}}],"put":{"operationId":"putPerson","tags":["people"],"summary":"Lets somebody sign \#
        in, or changes what they may do.","security":[{"bearer":["admin"]},{"session":["admin"]}],"p\#
        arameters":[{"$ref":"#/components/parameters/IfMatch"},{"$ref":"#/components/parameters/IfNo\#
        neMatch"}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#\#
        /components/schemas/PutPersonRequest"}}}},"responses":{"200":{"description":"Done.","headers\#
        ":{"ETag":{"$ref":"#/components/headers/ETag"}},"content":{"application/json":{"schema":{"$r\#
        ef":"#/components/schemas/Person"}}}},"201":{"description":"Made.","headers":{"ETag":{"$ref"\#
        :"#/components/headers/ETag"},"Location":{"$ref":"#/components/headers/Location"}},"content"\#
        :{"application/json":{"schema":{"$ref":"#/components/schemas/Person"}}}},"400":{"$ref":"#/co\#
        mponents/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403\#
        ":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound\#
        "},"409":{"$ref":"#/components/responses/Conflict"},"412":{"$ref":"#/components/responses/St\#
        ale"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/components/responses\#
        /UnsupportedMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"428":{"$ref":"#/com\#
        ponents/responses/PreconditionRequired"},"429":{"$ref":"#/components/responses/TooManyReques\#
        ts"},"503":{"$ref":"#/components/responses/Unavailable"}}},"delete":{"operationId":"removePe\#
        rson","tags":["people"],"summary":"Lets somebody sign in no more; open sessions end.","secur\#
        ity":[{"bearer":["admin"]},{"session":["admin"]}],"parameters":[{"$ref":"#/components/parame\#
        ters/IfMatchOptional"},{"$ref":"#/components/parameters/Note"}],"responses":{"204":{"descrip\#
        tion":"Done; there is nothing to say."},"400":{"$ref":"#/components/responses/BadRequest"},"\#
        401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses\#
        /Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/components/re\#
        sponses/Conflict"},"412":{"$ref":"#/components/responses/Stale"},"422":{"$ref":"#/components\#
        /responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"\#
        #/components/responses/Unavailable"}}}},"/v1/webhooks":{"get":{"operationId":"listWebhooks",\#
        "tags":["people"],"summary":"Lists the webhooks and how their deliveries go.","security":[{"\#
        bearer":["admin"]},{"session":["admin"]}],"parameters":[{"$ref":"#/components/parameters/Lim\#
        it"},{"$ref":"#/components/parameters/Cursor"}],"responses":{"200":{"description":"Done.","c\#
        ontent":{"application/json":{"schema":{"$ref":"#/components/schemas/WebhookList"}}}},"400":{\#
        "$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenti\#
        cated"},"403":{"$ref":"#/components/responses/Forbidden"},"422":{"$ref":"#/components/respon\#
        ses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/compo\#
        nents/responses/Unavailable"}}},"post":{"operationId":"createWebhook","tags":["people"],"sum\#
        mary":"Makes a webhook and shows its secret once.","description":"At most 8 (409 `too_many`)\#
        .","security":[{"bearer":["admin"]},{"session":["admin"]}],"parameters":[{"$ref":"#/componen\#
        ts/parameters/IdempotencyKey"}],"requestBody":{"required":true,"content":{"application/json"\#
        :{"schema":{"$ref":"#/components/schemas/CreateWebhookRequest"}}}},"responses":{"201":{"desc\#
        ription":"Made.","headers":{"Location":{"$ref":"#/components/headers/Location"},"ETag":{"$re\#
        f":"#/components/headers/ETag"},"Idempotency-Replayed":{"$ref":"#/components/headers/Idempot\#
        encyReplayed"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Webhoo\#
        kWithSecret"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/compone\#
        nts/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"409":{"$r\#
        ef":"#/components/responses/Conflict"},"413":{"$ref":"#/components/responses/TooLarge"},"415\#
        ":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":"#/components/respons\#
        es/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/compon\#
        ents/responses/Unavailable"}}}},"/v1/webhooks/{webhook}":{"parameters":[{"name":"webhook","i\#
        n":"path","required":true,"description":"The webhook.","schema":{"$ref":"#/components/schema\#
        s/WebhookID"}}],"patch":{"operationId":"editWebhook","tags":["people"],"summary":"Changes a \#
        webhook.","security":[{"bearer":["admin"]},{"session":["admin"]}],"parameters":[{"$ref":"#/c\#
        omponents/parameters/IfMatchRequired"}],"requestBody":{"required":true,"content":{"applicati\#
        on/json":{"schema":{"$ref":"#/components/schemas/EditWebhookRequest"}},"application/merge-pa\#
        tch+json":{"schema":{"$ref":"#/components/schemas/EditWebhookRequest"}}}},"responses":{"200"\#
        :{"description":"Done.","headers":{"ETag":{"$ref":"#/components/headers/ETag"}},"content":{"\#
        application/json":{"schema":{"$ref":"#/components/schemas/Webhook"}}}},"400":{"$ref":"#/comp\#
        onents/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":\#
        {"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"}\#
        ,"409":{"$ref":"#/components/responses/Conflict"},"412":{"$ref":"#/components/responses/Stal\#
        e"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/components/responses/U\#
        nsupportedMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"428":{"$ref":"#/compo\#
        nents/responses/PreconditionRequired"},"429":{"$ref":"#/components/responses/TooManyRequests\#
        "},"503":{"$ref":"#/components/responses/Unavailable"}}},"delete":{"operationId":"removeWebh\#
        ook","tags":["people"],"summary":"Removes a webhook; what waits for it is dropped.","securit\#
        y":[{"bearer":["admin"]},{"session":["admin"]}],"parameters":[{"$ref":"#/components/paramete\#
        rs/IfMatchOptional"},{"$ref":"#/components/parameters/Note"}],"responses":{"204":{"descripti\#
        on":"Done; there is nothing to say."},"400":{"$ref":"#/components/responses/BadRequest"},"40\#
        1":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/F\#
        orbidden"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/components/resp\#
        onses/Conflict"},"412":{"$ref":"#/components/responses/Stale"},"422":{"$ref":"#/components/r\#
        esponses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/\#
        components/responses/Unavailable"}}}},"/v1/webhooks/{webhook}/test":{"parameters":[{"name":"\#
        webhook","in":"path","required":true,"description":"The webhook.","schema":{"$ref":"#/compon\#
        ents/schemas/WebhookID"}}],"post":{"operationId":"testWebhook","tags":["people"],"summary":"\#
        Sends the webhook a test event now.","description":"Its type is `webhook.test`.","security":\#
        [{"bearer":["admin"]},{"session":["admin"]}],"parameters":[{"$ref":"#/components/parameters/\#
        IdempotencyKey"}],"responses":{"200":{"description":"Done.","headers":{"Idempotency-Replayed\#
        ":{"$ref":"#/components/headers/IdempotencyReplayed"}},"content":{"application/json":{"schem\#
        a":{"$ref":"#/components/schemas/WebhookTest"}}}},"400":{"$ref":"#/components/responses/BadR\#
        equest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components\#
        /responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/com\#
        ponents/responses/Conflict"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"\#
        #/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}\#
        }}},"/v1/settings":{"get":{"operationId":"getSettings","tags":["people"],"summary":"Shows th
        """#,
        #"""
        e settings.","security":[{"bearer":["admin"]},{"session":["admin"]}],"responses":{"200":{"de\#
        scription":"Done.","headers":{"ETag":{"$ref":"#/components/headers/ETag"}},"content":{"appli\#
        cation/json":{"schema":{"$ref":"#/components/schemas/Settings"}}}},"400":{"$ref":"#/componen\#
        ts/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$r\#
        ef":"#/components/responses/Forbidden"},"422":{"$ref":"#/components/responses/Invalid"},"429\#
        ":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Un\#
        available"}}},"patch":{"operationId":"editSettings","tags":["people"],"summary":"Changes set\#
        tings.","security":[{"bearer":["admin"]},{"session":["admin"]}],"parameters":[{"$ref":"#/com\#
        ponents/parameters/IfMatchRequired"}],"requestBody":{"required":true,"content":{"application\#
        /json":{"schema":{"$ref":"#/components/schemas/EditSettingsRequest"}},"application/merge-pat\#
        ch+json":{"schema":{"$ref":"#/components/schemas/EditSettingsRequest"}}}},"responses":{"200"\#
        :{"description":"Done.","headers":{"ETag":{"$ref":"#/components/headers/ETag"}},"content":{"\#
        application/json":{"schema":{"$ref":"#/components/schemas/Settings"}}}},"400":{"$ref":"#/com\#
        ponents/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403"\#
        :{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"\#
        },"409":{"$ref":"#/components/responses/Conflict"},"412":{"$ref":"#/components/responses/Sta\#
        le"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/components/responses/\#
        UnsupportedMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"428":{"$ref":"#/comp\#
        onents/responses/PreconditionRequired"},"429":{"$ref":"#/components/responses/TooManyRequest\#
        s"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/":{"get":{"operationId":"getSer\#
        vice","tags":["agent_gov"],"summary":"Says what this is and how much it counts.","descriptio\#
        n":"JSON for any client but a browser (`Accept` with `text/html` before JSON), which sees th\#
        e overview page.","security":[],"responses":{"200":{"description":"The service document, or \#
        for a browser the overview page.","content":{"application/json":{"schema":{"$ref":"#/compone\#
        nts/schemas/PeerService"}},"text/html":{"schema":{"type":"string"}}}},"303":{"description":"\#
        Sign in first.","headers":{"Location":{"$ref":"#/components/headers/Location"}}},"429":{"$re\#
        f":"#/components/responses/PeerTooManyRequests"},"503":{"$ref":"#/components/responses/PeerU\#
        navailable"}}}},"/agents/register":{"post":{"operationId":"registerAgent","tags":["agent_gov\#
        "],"summary":"Makes an agent with a daily budget and shows its key once.","description":"Not\#
         known workspaces are 404.","security":[{"bearer":["operator"]},{"session":["operator"]}],"r\#
        equestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/s\#
        chemas/RegisterAgentRequest"}}}},"responses":{"200":{"description":"Done.","content":{"appli\#
        cation/json":{"schema":{"$ref":"#/components/schemas/RegisteredAgent"}}}},"400":{"$ref":"#/c\#
        omponents/responses/PeerBadRequest"},"401":{"$ref":"#/components/responses/PeerUnauthenticat\#
        ed"},"403":{"$ref":"#/components/responses/PeerForbidden"},"404":{"$ref":"#/components/respo\#
        nses/PeerNotFound"},"413":{"$ref":"#/components/responses/PeerTooLarge"},"422":{"$ref":"#/co\#
        mponents/responses/PeerInvalid"},"429":{"$ref":"#/components/responses/PeerTooManyRequests"}\#
        ,"503":{"$ref":"#/components/responses/PeerUnavailable"}}}},"/proxy/call":{"post":{"operatio\#
        nId":"callTool","tags":["agent_gov"],"summary":"Asks for one tool call: charged, held for ap\#
        proval, or refused.","description":"The key may be in the body. In this order: 401 unknown k\#
        ey, 429 paused, the registered price, 403 a policy blocks, 409, 429 or 503 a guard of the re\#
        gistered tool refuses, 429 over the budget, which also pauses the agent.","security":[{"bear\#
        er":["agent"]},{}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"\#
        $ref":"#/components/schemas/ToolCallRequest"}}}},"responses":{"200":{"description":"Done.","\#
        content":{"application/json":{"schema":{"$ref":"#/components/schemas/ToolCallAnswer"}}}},"40\#
        0":{"$ref":"#/components/responses/PeerBadRequest"},"401":{"$ref":"#/components/responses/Pe\#
        erUnauthenticated"},"403":{"description":"A policy blocks the call; nothing is charged.","co\#
        ntent":{"application/json":{"schema":{"$ref":"#/components/schemas/Detail"},"example":{"deta\#
        il":{"error":"Policy violation","violations":[{"policy_id":1,"name":"no sms","reason":"the t\#
        ool is blocked"}],"message":"1 policy blocks this call"}}}}},"409":{"$ref":"#/components/res\#
        ponses/PeerConflict"},"413":{"$ref":"#/components/responses/PeerTooLarge"},"422":{"$ref":"#/\#
        components/responses/PeerInvalid"},"429":{"$ref":"#/components/responses/PeerTooManyRequests\#
        "},"503":{"$ref":"#/components/responses/PeerUnavailable"}}}},"/agents/{agent_key}/resume":{\#
        "parameters":[{"name":"agent_key","in":"path","required":true,"description":"The agent's key\#
        , as clients of agent-gov have it, or better its id (`ag_…`), which is no secret.","schema":\#
        {"type":"string","minLength":1,"maxLength":64,"pattern":"^[A-Za-z0-9_-]+$"}}],"post":{"opera\#
        tionId":"resumeAgentByKey","tags":["agent_gov"],"summary":"Takes a paused agent's pause back\#
         and begins its day at zero.","security":[{"bearer":["operator"]},{"session":["operator"]}],\#
        "responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#\#
        /components/schemas/ResumedAgent"}}}},"400":{"$ref":"#/components/responses/PeerBadRequest"}\#
        ,"401":{"$ref":"#/components/responses/PeerUnauthenticated"},"403":{"$ref":"#/components/res\#
        ponses/PeerForbidden"},"404":{"$ref":"#/components/responses/PeerNotFound"},"422":{"$ref":"#\#
        /components/responses/PeerInvalid"},"429":{"$ref":"#/components/responses/PeerTooManyRequest\#
        s"},"503":{"$ref":"#/components/responses/PeerUnavailable"}}}},"/agents/{agent_key}/reset":{\#
        "parameters":[{"name":"agent_key","in":"path","required":true,"description":"The agent's key\#
        , as clients of agent-gov have it, or better its id (`ag_…`), which is no secret.","schema":\#
        {"type":"string","minLength":1,"maxLength":64,"pattern":"^[A-Za-z0-9_-]+$"}}],"post":{"opera\#
        tionId":"resetAgentByKey","tags":["agent_gov"],"summary":"Begins the agent's day at zero; a \#
        pause stays.","security":[{"bearer":["operator"]},{"session":["operator"]}],"responses":{"20\#
        0":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/sche\#
        mas/ResetAgent"}}}},"400":{"$ref":"#/components/responses/PeerBadRequest"},"401":{"$ref":"#/\#
        components/responses/PeerUnauthenticated"},"403":{"$ref":"#/components/responses/PeerForbidd\#
        en"},"404":{"$ref":"#/components/responses/PeerNotFound"},"422":{"$ref":"#/components/respon\#
        ses/PeerInvalid"},"429":{"$ref":"#/components/responses/PeerTooManyRequests"},"503":{"$ref":\#
        "#/components/responses/PeerUnavailable"}}}},"/tools/register":{"post":{"operationId":"regis\#
        terTool","tags":["agent_gov"],"summary":"Registers a tool's price, or changes it.","security\#
        ":[{"bearer":["operator"]},{"session":["operator"]}],"requestBody":{"required":true,"content\#
        ":{"application/json":{"schema":{"$ref":"#/components/schemas/RegisterToolRequest"}}}},"resp\#
        onses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/comp\#
        onents/schemas/RegisteredTool"}}}},"400":{"$ref":"#/components/responses/PeerBadRequest"},"4\#
        01":{"$ref":"#/components/responses/PeerUnauthenticated"},"403":{"$ref":"#/components/respon\#
        ses/PeerForbidden"},"404":{"$ref":"#/components/responses/PeerNotFound"},"413":{"$ref":"#/co\#
        mponents/responses/PeerTooLarge"},"422":{"$ref":"#/components/responses/PeerInvalid"},"429":\#
        {"$ref":"#/components/responses/PeerTooManyRequests"},"503":{"$ref":"#/components/responses/\#
        PeerUnavailable"}}}},"/tools":{"get":{"operationId":"listRegisteredTools","tags":["agent_gov\#
        "],"summary":"Lists the registered tools.","security":[{"bearer":["viewer"]},{"session":["vi\#
        ewer"]}],"parameters":[{"name":"workspace_id","in":"query","description":"Of this workspace \#
        alone; empty for all.","schema":{"type":"string","maxLength":50}}],"responses":{"200":{"desc\#
        ription":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/PeerT\#
        ools"}}}},"400":{"$ref":"#/components/responses/PeerBadRequest"},"401":{"$ref":"#/components\#
        /responses/PeerUnauthenticated"},"403":{"$ref":"#/components/responses/PeerForbidden"},"422"\#
        :{"$ref":"#/components/responses/PeerInvalid"},"429":{"$ref":"#/components/responses/PeerToo\#
        ManyRequests"},"503":{"$ref":"#/components/responses/PeerUnavailable"}}}},"/analytics/tools"\#
        :{"get":{"operationId":"getToolAnalytics","tags":["agent_gov"],"summary":"Says what each too\#
        l has cost.","security":[{"bearer":["viewer"]},{"session":["viewer"]}],"parameters":[{"name"\#
        :"workspace_id","in":"query","description":"Of this workspace alone; empty for all.","schema\#
        ":{"type":"string","maxLength":50}}],"responses":{"200":{"description":"Done.","content":{"a\#
        pplication/json":{"schema":{"$ref":"#/components/schemas/PeerToolAnalytics"}}}},"400":{"$ref\#
        ":"#/components/responses/PeerBadRequest"},"401":{"$ref":"#/components/responses/PeerUnauthe\#
        nticated"},"403":{"$ref":"#/components/responses/PeerForbidden"},"422":{"$ref":"#/components\#
        /responses/PeerInvalid"},"429":{"$ref":"#/components/responses/PeerTooManyRequests"},"503":{\#
        "$ref":"#/components/responses/PeerUnavailable"}}}},"/workspaces":{"post":{"operationId":"ad\#
        dWorkspace","tags":["agent_gov"],"summary":"Makes a workspace and shows its key once.","secu\#
        rity":[{"bearer":["admin"]},{"session":["admin"]}],"requestBody":{"required":true,"content":\#
        {"application/json":{"schema":{"$ref":"#/components/schemas/AddWorkspaceRequest"}}}},"respon\#
        ses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/compon\#
        ents/schemas/AddedWorkspace"}}}},"400":{"$ref":"#/components/responses/PeerBadRequest"},"401\#
        ":{"$ref":"#/components/responses/PeerUnauthenticated"},"403":{"$ref":"#/components/response\#
        s/PeerForbidden"},"413":{"$ref":"#/components/responses/PeerTooLarge"},"422":{"$ref":"#/comp\#
        onents/responses/PeerInvalid"},"429":{"$ref":"#/components/responses/PeerTooManyRequests"},"\#
        503":{"$ref":"#/components/responses/PeerUnavailable"}}},"get":{"operationId":"getWorkspaces\#
        ","tags":["agent_gov"],"summary":"Lists the workspaces.","security":[{"bearer":["viewer"]},{\#
        "session":["viewer"]}],"responses":{"200":{"description":"Done.","content":{"application/jso\#
        n":{"schema":{"$ref":"#/components/schemas/PeerWorkspaces"}}}},"400":{"$ref":"#/components/r\#
        esponses/PeerBadRequest"},"401":{"$ref":"#/components/responses/PeerUnauthenticated"},"403":\#
        {"$ref":"#/components/responses/PeerForbidden"},"429":{"$ref":"#/components/responses/PeerTo\#
        oManyRequests"},"503":{"$ref":"#/components/responses/PeerUnavailable"}}}},"/policies/types"\#
        :{"get":{"operationId":"getRuleTypes","tags":["agent_gov"],"summary":"Lists the kinds of pol\#
        icies and their actions.","security":[{"bearer":["viewer"]},{"session":["viewer"]}],"respons\#
        es":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/compone\#
        nts/schemas/RuleTypes"}}}},"400":{"$ref":"#/components/responses/PeerBadRequest"},"401":{"$r\#
        ef":"#/components/responses/PeerUnauthenticated"},"403":{"$ref":"#/components/responses/Peer\#
        Forbidden"},"429":{"$ref":"#/components/responses/PeerTooManyRequests"},"503":{"$ref":"#/com\#
        ponents/responses/PeerUnavailable"}}}},"/policies":{"post":{"operationId":"createRule","tags\#
        ":["agent_gov"],"summary":"Makes a policy of one kind for one workspace.","security":[{"bear\#
        er":["operator"]},{"session":["operator"]}],"requestBody":{"required":true,"content":{"appli\#
        cation/json":{"schema":{"$ref":"#/components/schemas/CreateRuleRequest"}}}},"responses":{"20\#
        0":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/sche\#
        mas/CreatedRule"}}}},"400":{"$ref":"#/components/responses/PeerBadRequest"},"401":{"$ref":"#\#
        /components/responses/PeerUnauthenticated"},"403":{"$ref":"#/components/responses/PeerForbid\#
        den"},"404":{"$ref":"#/components/responses/PeerNotFound"},"413":{"$ref":"#/components/respo\#
        nses/PeerTooLarge"},"422":{"$ref":"#/components/responses/PeerInvalid"},"429":{"$ref":"#/com\#
        ponents/responses/PeerTooManyRequests"},"503":{"$ref":"#/components/responses/PeerUnavailabl\#
        e"}}},"get":{"operationId":"listRules","tags":["agent_gov"],"summary":"Lists the policies.",\#
        "security":[{"bearer":["viewer"]},{"session":["viewer"]}],"parameters":[{"name":"workspace_i\#
        d","in":"query","description":"Of this workspace alone; empty for all.","schema":{"type":"st\#
        ring","maxLength":50}}],"responses":{"200":{"description":"Done.","content":{"application/js\#
        on":{"schema":{"$ref":"#/components/schemas/Rules"}}}},"400":{"$ref":"#/components/responses\#
        /PeerBadRequest"},"401":{"$ref":"#/components/responses/PeerUnauthenticated"},"403":{"$ref":\#
        "#/components/responses/PeerForbidden"},"422":{"$ref":"#/components/responses/PeerInvalid"},\#
        "429":{"$ref":"#/components/responses/PeerTooManyRequests"},"503":{"$ref":"#/components/resp\#
        onses/PeerUnavailable"}}}},"/policies/{policy_id}":{"parameters":[{"name":"policy_id","in":"\#
        path","required":true,"description":"The policy's number.","schema":{"type":"integer","minim\#
        um":1,"maximum":9007199254740991,"format":"int64"}}],"get":{"operationId":"getRule","tags":[\#
        "agent_gov"],"summary":"Shows a policy.","security":[{"bearer":["viewer"]},{"session":["view\#
        er"]}],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$\#
        ref":"#/components/schemas/Rule"}}}},"400":{"$ref":"#/components/responses/PeerBadRequest"},\#
        "401":{"$ref":"#/components/responses/PeerUnauthenticated"},"403":{"$ref":"#/components/resp\#
        onses/PeerForbidden"},"404":{"$ref":"#/components/responses/PeerNotFound"},"422":{"$ref":"#/\#
        components/responses/PeerInvalid"},"429":{"$ref":"#/components/responses/PeerTooManyRequests\#
        "},"503":{"$ref":"#/components/responses/PeerUnavailable"}}},"delete":{"operationId":"delete\#
        Rule","tags":["agent_gov"],"summary":"Removes a policy.","security":[{"bearer":["operator"]}\#
        ,{"session":["operator"]}],"responses":{"200":{"description":"Done.","content":{"application\#
        /json":{"schema":{"$ref":"#/components/schemas/DeletedRule"}}}},"400":{"$ref":"#/components/\#
        responses/PeerBadRequest"},"401":{"$ref":"#/components/responses/PeerUnauthenticated"},"403"\#
        :{"$ref":"#/components/responses/PeerForbidden"},"404":{"$ref":"#/components/responses/PeerN\#
        otFound"},"422":{"$ref":"#/components/responses/PeerInvalid"},"429":{"$ref":"#/components/re\#
        sponses/PeerTooManyRequests"},"503":{"$ref":"#/components/responses/PeerUnavailable"}}}},"/p\#
        olicies/{policy_id}/toggle":{"parameters":[{"name":"policy_id","in":"path","required":true,"\#
        description":"The policy's number.","schema":{"type":"integer","minimum":1,"maximum":9007199\#
        254740991,"format":"int64"}}],"patch":{"operationId":"toggleRule","tags":["agent_gov"],"summ\#
        ary":"Switches a policy on or off.","security":[{"bearer":["operator"]},{"session":["operato\#
        r"]}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/comp\#
        onents/schemas/ToggleRuleRequest"}}}},"responses":{"200":{"description":"Done.","content":{"\#
        application/json":{"schema":{"$ref":"#/components/schemas/Rule"}}}},"400":{"$ref":"#/compone\#
        nts/responses/PeerBadRequest"},"401":{"$ref":"#/components/responses/PeerUnauthenticated"},"\#
        403":{"$ref":"#/components/responses/PeerForbidden"},"404":{"$ref":"#/components/responses/P\#
        eerNotFound"},"413":{"$ref":"#/components/responses/PeerTooLarge"},"422":{"$ref":"#/componen\#
        ts/responses/PeerInvalid"},"429":{"$ref":"#/components/responses/PeerTooManyRequests"},"503"\#
        :{"$ref":"#/components/responses/PeerUnavailable"}}}},"/approvals/{approval_id}/decide":{"pa\#
        rameters":[{"name":"approval_id","in":"path","required":true,"description":"The approval, as\#
         the call's answer named it.","schema":{"type":"string","minLength":1,"maxLength":64,"patter\#
        n":"^[A-Za-z0-9-]+$"}}],"post":{"operationId":"decideCall","tags":["agent_gov"],"summary":"A\#
        pproves or denies a call that waits.","description":"400 where it was decided already. What \#
        is denied gives its money back.","security":[{"bearer":["approver"]},{"session":["approver"]\#
        }],"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/compone\#
        nts/schemas/DecideCallRequest"}}}},"responses":{"200":{"description":"Done.","content":{"app\#
        lication/json":{"schema":{"$ref":"#/components/schemas/DecidedCall"}}}},"400":{"$ref":"#/com\#
        ponents/responses/PeerBadRequest"},"401":{"$ref":"#/components/responses/PeerUnauthenticated\#
        "},"403":{"$ref":"#/components/responses/PeerForbidden"},"404":{"$ref":"#/components/respons\#
        es/PeerNotFound"},"409":{"$ref":"#/components/responses/PeerConflict"},"413":{"$ref":"#/comp\#
        onents/responses/PeerTooLarge"},"422":{"$ref":"#/components/responses/PeerInvalid"},"429":{"\#
        $ref":"#/components/responses/PeerTooManyRequests"},"503":{"$ref":"#/components/responses/Pe\#
        erUnavailable"}}}},"/approvals/pending":{"get":{"operationId":"listPendingCalls","tags":["ag\#
        ent_gov"],"summary":"Lists the calls that wait for a decision.","security":[{"bearer":["view\#
        er"]},{"session":["viewer"]}],"responses":{"200":{"description":"Done.","content":{"applicat\#
        ion/json":{"schema":{"$ref":"#/components/schemas/PendingCalls"}}}},"400":{"$ref":"#/compone\#
        nts/responses/PeerBadRequest"},"401":{"$ref":"#/components/responses/PeerUnauthenticated"},"\#
        403":{"$ref":"#/components/responses/PeerForbidden"},"429":{"$ref":"#/components/responses/P\#
        eerTooManyRequests"},"503":{"$ref":"#/components/responses/PeerUnavailable"}}}},"/dashboard"\#
        :{"get":{"operationId":"getDashboard","tags":["agent_gov"],"summary":"Shows the overview pag\#
        e.","security":[{"bearer":["viewer"]},{"session":["viewer"]}],"parameters":[{"name":"workspa\#
        ce_id","in":"query","description":"Of this workspace alone; empty for all.","schema":{"type"\#
        :"string","maxLength":50}}],"responses":{"200":{"description":"The page.","content":{"text/h\#
        tml":{"schema":{"type":"string"}}}},"303":{"description":"Sign in first.","headers":{"Locati\#
        on":{"$ref":"#/components/headers/Location"}}},"400":{"$ref":"#/components/responses/PeerBad\#
        Request"},"401":{"$ref":"#/components/responses/PeerUnauthenticated"},"403":{"$ref":"#/compo\#
        nents/responses/PeerForbidden"},"404":{"description":"There is no such workspace.","content"\#
        :{"text/html":{"schema":{"type":"string"}}}},"422":{"$ref":"#/components/responses/PeerInval\#
        id"},"429":{"$ref":"#/components/responses/PeerTooManyRequests"},"503":{"$ref":"#/components
        """#,
        #"""
        /responses/PeerUnavailable"}}}},"/api/v1/cu-tariff":{"get":{"operationId":"getTariff","tags"\#
        :["actguard"],"summary":"Shows the prices in cost units.","security":[],"responses":{"200":{\#
        "description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/\#
        Tariff"}}}},"429":{"$ref":"#/components/responses/PeerTooManyRequests"},"503":{"$ref":"#/com\#
        ponents/responses/PeerUnavailable"}}}},"/api/v1/reserve":{"post":{"operationId":"reserveBudg\#
        et","tags":["actguard"],"summary":"Sets a run's money aside.","security":[{"bearer":["key"]}\#
        ],"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/componen\#
        ts/schemas/ReserveRequest"}}}},"responses":{"200":{"description":"Done.","content":{"applica\#
        tion/json":{"schema":{"$ref":"#/components/schemas/Reservation"}}}},"400":{"$ref":"#/compone\#
        nts/responses/PeerBadRequest"},"401":{"$ref":"#/components/responses/PeerUnauthenticated"},"\#
        402":{"description":"The budget is paused, frozen or used up for good: somebody must top it \#
        up.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/PaymentRequired"}\#
        }}},"403":{"$ref":"#/components/responses/PeerForbidden"},"409":{"description":"The budget h\#
        as no room for it.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Bu\#
        dgetExceeded"}}}},"413":{"$ref":"#/components/responses/PeerTooLarge"},"422":{"$ref":"#/comp\#
        onents/responses/PeerInvalid"},"429":{"$ref":"#/components/responses/PeerTooManyRequests"},"\#
        503":{"$ref":"#/components/responses/PeerUnavailable"}}}},"/api/v1/settle":{"post":{"operati\#
        onId":"settleBudget","tags":["actguard"],"summary":"Replaces what was set aside by what the \#
        run cost.","description":"413 above 8 MiB. 422 with the type `conflict` where it was settled\#
         with other figures before, or given back: nothing is changed then. A settlement is refused \#
        for no budget's sake.","security":[{"bearer":["key"]}],"requestBody":{"required":true,"conte\#
        nt":{"application/json":{"schema":{"$ref":"#/components/schemas/SettleRequest"}}}},"response\#
        s":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/componen\#
        ts/schemas/Settled"}}}},"400":{"$ref":"#/components/responses/PeerBadRequest"},"401":{"$ref"\#
        :"#/components/responses/PeerUnauthenticated"},"403":{"$ref":"#/components/responses/PeerFor\#
        bidden"},"404":{"$ref":"#/components/responses/PeerNotFound"},"413":{"$ref":"#/components/re\#
        sponses/PeerTooLarge"},"422":{"$ref":"#/components/responses/PeerInvalid"},"429":{"$ref":"#/\#
        components/responses/PeerTooManyRequests"},"503":{"$ref":"#/components/responses/PeerUnavail\#
        able"}}}},"/api/v1/events":{"post":{"operationId":"recordEvents","tags":["actguard"],"summar\#
        y":"Takes a batch of events.","description":"413 above 1 MiB.","security":[{"bearer":["key"]\#
        }],"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/compone\#
        nts/schemas/EventBatch"}}}},"responses":{"202":{"description":"Taken.","content":{"applicati\#
        on/json":{"schema":{"$ref":"#/components/schemas/EventsTaken"}}}},"400":{"$ref":"#/component\#
        s/responses/PeerBadRequest"},"401":{"$ref":"#/components/responses/PeerUnauthenticated"},"40\#
        3":{"$ref":"#/components/responses/PeerForbidden"},"413":{"$ref":"#/components/responses/Pee\#
        rTooLarge"},"422":{"$ref":"#/components/responses/PeerInvalid"},"429":{"$ref":"#/components/\#
        responses/PeerTooManyRequests"},"503":{"$ref":"#/components/responses/PeerUnavailable"}}}},"\#
        /v1/approvals/{approval}/resolve":{"parameters":[{"name":"approval","in":"path","required":t\#
        rue,"description":"The approval.","schema":{"$ref":"#/components/schemas/ApprovalID"}}],"pos\#
        t":{"operationId":"resolveApproval","tags":["spendguard"],"summary":"Votes for or against an\#
         approval, or takes it back.","description":"`cancelled` needs the role operator. What is wr\#
        ong with the body is 400, an approval that is not there or not the caller's 403, and one tha\#
        t has another end already 409; the same end once more is 200 and changes nothing.","security\#
        ":[{"bearer":["approver"]},{"session":["approver"]}],"parameters":[{"$ref":"#/components/par\#
        ameters/IdempotencyKey"}],"requestBody":{"required":true,"content":{"application/json":{"sch\#
        ema":{"$ref":"#/components/schemas/ResolutionWish"}}}},"responses":{"200":{"description":"Do\#
        ne.","headers":{"Idempotency-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"}},\#
        "content":{"application/json":{"schema":{"$ref":"#/components/schemas/Resolution"}}}},"400":\#
        {"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthent\#
        icated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/respo\#
        nses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"413":{"$ref":"#/components\#
        /responses/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$\#
        ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests\#
        "},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/tenants/{tenant}":{"parameter\#
        s":[{"name":"tenant","in":"path","required":true,"description":"The tenant of the policy in \#
        force; any other is 403.","schema":{"$ref":"#/components/schemas/TenantID"}}],"get":{"operat\#
        ionId":"getTenant","tags":["spendguard"],"summary":"Shows what is left in every budget.","de\#
        scription":"A line for each account whose window is open, and for each budget of a single ac\#
        count that has none yet; at most 10,000.","security":[{"bearer":["viewer"]},{"session":["vie\#
        wer"]}],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"\#
        $ref":"#/components/schemas/TenantBalances"}}}},"400":{"$ref":"#/components/responses/BadReq\#
        uest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/r\#
        esponses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"422":{"$ref":"#/compo\#
        nents/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$r\#
        ef":"#/components/responses/Unavailable"}}}}},"components":{"securitySchemes":{"bearer":{"ty\#
        pe":"http","scheme":"bearer","description":"The admin token (`fa_…`), or an access key (`fk_\#
        …`, or `ag-…` of an agent). The words beside it are roles, of which one is needed: viewer, a\#
        uditor, operator, approver, admin (which has them all); `agent` is an agent's own key, `key`\#
         any access key that makes calls, `any` whoever shows who it is."},"session":{"type":"apiKey\#
        ","in":"cookie","name":"farthing_session","description":"A signed-in person's session; over \#
        TLS its name has the prefix `__Host-`, and on another port than 8485 the port behind it (`fa\#
        rthing_session_9485`). What changes something needs the header `x-csrf-token` beside it."}},\#
        "parameters":{"Limit":{"name":"limit","in":"query","description":"How many items at most.","\#
        schema":{"type":"integer","minimum":1,"maximum":200,"default":50}},"Cursor":{"name":"cursor"\#
        ,"in":"query","description":"Where the page begins: `next` of the page before, with the same\#
         filters. Another cursor is refused.","schema":{"type":"string","minLength":1,"maxLength":10\#
        24,"pattern":"^[A-Za-z0-9_-]+$"}},"Note":{"name":"note","in":"query","description":"Why; kep\#
        t with the change.","schema":{"$ref":"#/components/schemas/Note"}},"FromMs":{"name":"from_ms\#
        ","in":"query","description":"From this time on.","schema":{"$ref":"#/components/schemas/Tim\#
        eMs"}},"ToMs":{"name":"to_ms","in":"query","description":"Until before this time; not before\#
         `from_ms`.","schema":{"$ref":"#/components/schemas/TimeMs"}},"IfMatch":{"name":"If-Match","\#
        in":"header","description":"The ETag of the item as it was read. Needed for an item that is \#
        there (428 without it); 412 where it has changed since. `*`: whatever it is now.","schema":{\#
        "type":"string","minLength":1,"maxLength":32,"pattern":"^(\\*|\"[1-9][0-9]{0,17}\")$"}},"IfM\#
        atchRequired":{"name":"If-Match","in":"header","required":true,"description":"The ETag of th\#
        e item as it was read: 428 without it, 412 where it has changed since. `*`: whatever it is n\#
        ow.","schema":{"type":"string","minLength":1,"maxLength":32,"pattern":"^(\\*|\"[1-9][0-9]{0,\#
        17}\")$"}},"IfMatchOptional":{"name":"If-Match","in":"header","description":"The ETag of the\#
         item as it was read: 412 where it has changed since.","schema":{"type":"string","minLength"\#
        :1,"maxLength":32,"pattern":"^(\\*|\"[1-9][0-9]{0,17}\")$"}},"IfNoneMatch":{"name":"If-None-\#
        Match","in":"header","description":"`*`: only where there is no such item yet, 412 otherwise\#
        .","schema":{"type":"string","const":"*"}},"IdempotencyKey":{"name":"Idempotency-Key","in":"\#
        header","description":"Names this request for 24 hours, for whoever sends it: a repeat does \#
        nothing and has the same answer, without a secret that was in it. Another request under the \#
        same name is refused.","schema":{"type":"string","minLength":1,"maxLength":255,"pattern":"^[\#
        \\x21-\\x7e]+$"}},"LastEventID":{"name":"Last-Event-ID","in":"header","description":"The las\#
        t event that was seen; the stream goes on behind it.","schema":{"type":"string","minLength":\#
        1,"maxLength":18,"pattern":"^[0-9]+$"}}},"headers":{"ETag":{"description":"The item's `versi\#
        on` in quotes.","schema":{"type":"string"}},"Location":{"description":"Where what was made i\#
        s.","schema":{"type":"string","format":"uri-reference"}},"RetryAfter":{"description":"Second\#
        s after which it is worth another try.","schema":{"type":"integer","minimum":0}},"WWWAuthent\#
        icate":{"description":"How to show who you are.","schema":{"type":"string"}},"IdempotencyRep\#
        layed":{"description":"`true` where the answer is that of an earlier request under the same \#
        key.","schema":{"type":"string","const":"true"}}},"responses":{"BadRequest":{"description":"\#
        `malformed_json`: the body is not JSON, or has a member twice. `malformed_query`: the query \#
        is no UTF-8. `malformed_header`: an If-Match that is too long for an ETag.","content":{"appl\#
        ication/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"},"example":{"type":"u\#
        rn:farthing:problem:malformed_json","title":"Bad Request","status":400,"detail":"The body is\#
         not JSON: the object is not closed.","code":"malformed_json"}}}},"Unauthenticated":{"descri\#
        ption":"`unauthenticated`: no credential, or none that is good. `session_ended`.","headers":\#
        {"WWW-Authenticate":{"$ref":"#/components/headers/WWWAuthenticate"}},"content":{"application\#
        /problem+json":{"schema":{"$ref":"#/components/schemas/Problem"},"example":{"type":"urn:fart\#
        hing:problem:unauthenticated","title":"Unauthorized","status":401,"detail":"a bearer token o\#
        r a session is needed","code":"unauthenticated"}}}},"Forbidden":{"description":"`forbidden`:\#
         the role does not allow it, or not in this workspace. `csrf`: a session without its token. \#
        `own_call`, `not_an_approver`: a vote that does not count.","content":{"application/problem+\#
        json":{"schema":{"$ref":"#/components/schemas/Problem"},"example":{"type":"urn:farthing:prob\#
        lem:forbidden","title":"Forbidden","status":403,"detail":"the role operator is needed","code\#
        ":"forbidden"}}}},"NotFound":{"description":"`not_found`: there is none of this name, or non\#
        e that you may see.","content":{"application/problem+json":{"schema":{"$ref":"#/components/s\#
        chemas/Problem"},"example":{"type":"urn:farthing:problem:not_found","title":"Not Found","sta\#
        tus":404,"detail":"there is no such agent","code":"not_found"}}}},"Conflict":{"description":\#
        "As things are it cannot be done: `already_exists`, `already_decided`, `budget_exceeded`, `c\#
        onflict`, `confirmation`, `idempotency_key_conflict`, `in_use`, `not_editable`, `policy_faul\#
        t`, `retired`, `too_many`, or why the ledger refused.","content":{"application/problem+json"\#
        :{"schema":{"$ref":"#/components/schemas/Problem"},"example":{"type":"urn:farthing:problem:a\#
        lready_exists","title":"Conflict","status":409,"detail":"a key of this name is in use","code\#
        ":"already_exists"}}}},"Stale":{"description":"`stale`: the item has changed since it was re\#
        ad; `ETag` is the one of now.","headers":{"ETag":{"$ref":"#/components/headers/ETag"}},"cont\#
        ent":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"},"example"\#
        :{"type":"urn:farthing:problem:stale","title":"Precondition Failed","status":412,"detail":"t\#
        he item has another version","code":"stale"}}}},"TooLarge":{"description":"`too_large`: more\#
         than 256 KiB, or 4 MiB where policies are sent.","content":{"application/problem+json":{"sc\#
        hema":{"$ref":"#/components/schemas/Problem"},"example":{"type":"urn:farthing:problem:too_la\#
        rge","title":"Content Too Large","status":413,"detail":"The body is longer than 262144 bytes\#
        .","code":"too_large"}}}},"UnsupportedMediaType":{"description":"`unsupported_media_type`: a\#
        nother content type or encoding than those stated.","content":{"application/problem+json":{"\#
        schema":{"$ref":"#/components/schemas/Problem"},"example":{"type":"urn:farthing:problem:unsu\#
        pported_media_type","title":"Unsupported Media Type","status":415,"detail":"application/json\#
         is needed","code":"unsupported_media_type"}}}},"Invalid":{"description":"`invalid`: a membe\#
        r or parameter is unknown, missing or out of its bounds.","content":{"application/problem+js\#
        on":{"schema":{"$ref":"#/components/schemas/Problem"},"example":{"type":"urn:farthing:proble\#
        m:invalid","title":"Unprocessable Content","status":422,"detail":"1 parameter is wrong","cod\#
        e":"invalid","errors":[{"parameter":"limit","detail":"a whole number from 1 to 200"}]}}}},"P\#
        reconditionRequired":{"description":"`precondition_required`: an edit needs `If-Match`.","co\#
        ntent":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"},"exampl\#
        e":{"type":"urn:farthing:problem:precondition_required","title":"Precondition Required","sta\#
        tus":428,"detail":"read the item and send its ETag","code":"precondition_required"}}}},"TooM\#
        anyRequests":{"description":"`too_many_requests`, or `too_many_streams`.","headers":{"Retry-\#
        After":{"$ref":"#/components/headers/RetryAfter"}},"content":{"application/problem+json":{"s\#
        chema":{"$ref":"#/components/schemas/Problem"},"example":{"type":"urn:farthing:problem:too_m\#
        any_requests","title":"Too Many Requests","status":429,"detail":"try again in 30 s","code":"\#
        too_many_requests"}}}},"Unavailable":{"description":"`ledger_unavailable`, `disk_low`, `not_\#
        sealed`: not now, and nothing was changed. `outcome_unknown`: whether it was is not known; t\#
        he same Idempotency-Key makes a repeat safe.","headers":{"Retry-After":{"$ref":"#/components\#
        /headers/RetryAfter"}},"content":{"application/problem+json":{"schema":{"$ref":"#/components\#
        /schemas/Problem"},"example":{"type":"urn:farthing:problem:ledger_unavailable","title":"Serv\#
        ice Unavailable","status":503,"detail":"the ledger cannot write","code":"ledger_unavailable"\#
        }}}},"PeerBadRequest":{"description":"Not possible as things are, or a word that is none of \#
        those known.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Detail"}\#
        ,"example":{"detail":"Approval already approved"}}}},"PeerUnauthenticated":{"description":"T\#
        he key is unknown, or none was sent.","headers":{"WWW-Authenticate":{"$ref":"#/components/he\#
        aders/WWWAuthenticate"}},"content":{"application/json":{"schema":{"$ref":"#/components/schem\#
        as/Detail"},"example":{"detail":"Invalid agent key"}}}},"PeerForbidden":{"description":"The \#
        credential does not allow it.","content":{"application/json":{"schema":{"$ref":"#/components\#
        /schemas/Detail"},"example":{"detail":"The admin token or the workspace's key is needed"}}}}\#
        ,"PeerNotFound":{"description":"There is none of this name, or none that you may see.","cont\#
        ent":{"application/json":{"schema":{"$ref":"#/components/schemas/Detail"},"example":{"detail\#
        ":"Policy not found"}}}},"PeerConflict":{"description":"As things are it cannot be done.","c\#
        ontent":{"application/json":{"schema":{"$ref":"#/components/schemas/Detail"},"example":{"det\#
        ail":"The money that was held is gone"}}}},"PeerTooLarge":{"description":"The body is longer\#
         than 256 KiB, where nothing else is said.","content":{"application/json":{"schema":{"$ref":\#
        "#/components/schemas/Detail"},"example":{"detail":"Request body too large"}}}},"PeerInvalid\#
        ":{"description":"What was sent does not fit.","content":{"application/json":{"schema":{"$re\#
        f":"#/components/schemas/DetailList"}}}},"PeerTooManyRequests":{"description":"Too many requ\#
        ests.","headers":{"Retry-After":{"$ref":"#/components/headers/RetryAfter"}},"content":{"appl\#
        ication/json":{"schema":{"$ref":"#/components/schemas/Detail"},"example":{"detail":"Too many\#
         requests"}}}},"PeerUnavailable":{"description":"Not now; nothing was changed.","headers":{"\#
        Retry-After":{"$ref":"#/components/headers/RetryAfter"}},"content":{"application/json":{"sch\#
        ema":{"$ref":"#/components/schemas/Detail"},"example":{"detail":"The ledger cannot write"}}}\#
        }},"schemas":{"Nanos":{"type":"integer","minimum":0,"maximum":900000000000000000,"format":"i\#
        nt64","description":"An amount of money in billionths of its currency."},"SignedNanos":{"typ\#
        e":"integer","minimum":-900000000000000000,"maximum":900000000000000000,"format":"int64","de\#
        scription":"An amount of money in billionths of its currency, or less than nothing."},"Amoun\#
        t":{"type":"integer","minimum":-900000000000000000,"maximum":900000000000000000,"format":"in\#
        t64","description":"A whole number in the smallest part of the unit beside it: billionths of\#
         a currency; else tokens, calls, concurrent calls or credits."},"TimeMs":{"type":"integer","\#
        minimum":0,"maximum":253402300799999,"format":"int64","description":"Milliseconds since 1970\#
        -01-01T00:00:00Z."},"Sequence":{"type":"integer","minimum":0,"maximum":9007199254740991,"for\#
        mat":"int64","description":"The number of an entry of the journal: its receipt."},"Version":\#
        {"type":"integer","minimum":1,"format":"int64","description":"Counts the item's changes; in \#
        quotes it is the item's ETag."},"Next":{"type":["string","null"],"description":"The next pag\#
        e's cursor; null behind the last item."},"Note":{"type":"string","maxLength":256,"pattern":"\#
        ^[^\\x00-\\x08\\x0b-\\x1f\\x7f]*$","description":"Why; kept with the change, in the words of\#
         who made it."},"Currency":{"type":"string","pattern":"^[A-Z]{3}$","description":"An ISO 421\#
        7 code."},"Unit":{"type":"string","description":"What is counted: an ISO 4217 code, `tokens`\#
        , `calls`, `concurrent`, `credits` or `credits:NAME`."},"AmountText":{"type":"string","minLe\#
        ngth":1,"maxLength":64,"pattern":"^[0-9]{1,12}(\\.[0-9]{1,9})?[kKMB]? *[A-Za-z$€£₹][^\\x00-\\#
        \x1f\\x7f]*$","description":"An amount with its unit, as policies write it: `5 USD`, `500k t\#
        okens`, `3 calls`. More than nothing."},"WorkspaceID":{"type":"string","minLength":1,"maxLen
        """#,
        #"""
        gth":50,"pattern":"^[A-Za-z0-9_-]+$","description":"`default`, or `ws-` and 16 hexadecimal d\#
        igits."},"AgentName":{"type":"string","minLength":1,"maxLength":256,"description":"An agent'\#
        s id, or what its calls say."},"AgentID":{"type":"string","maxLength":19,"pattern":"^ag_[0-9\#
        a-f]{16}$","description":"`ag_` and 16 hexadecimal digits."},"KeyID":{"type":"string","minLe\#
        ngth":1,"maxLength":64,"pattern":"^[A-Za-z0-9_-]+$","description":"Names an access key; no s\#
        ecret."},"BudgetID":{"type":"string","minLength":1,"maxLength":128,"pattern":"^[^\\x00-\\x1f\#
        \\x7f]+$","description":"Names a budget of the policy in force."},"AccountScope":{"type":"st\#
        ring","maxLength":1024,"pattern":"^[^\\x00-\\x1f\\x7f]*$","description":"The account of a bu\#
        dget that is kept `per` dimension, as `agent=a1` or `agent=a1,team=x`; empty for a budget's \#
        only one."},"ModelName":{"type":"string","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\#
        \x1f\\x7f]+$","description":"A model's name."},"ToolName":{"type":"string","minLength":1,"ma\#
        xLength":100,"pattern":"^[^\\x00-\\x1f\\x7f]+$","description":"A tool's name."},"RunID":{"ty\#
        pe":"string","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$","description":\#
        "A run's name, as its calls claim it."},"Scope":{"type":"object","description":"Values by di\#
        mension: tenant, team, project, user, agent, run, session, provider, model, tool and `tag:NA\#
        ME`.","propertyNames":{"pattern":"^(tenant|team|project|user|agent|run|session|provider|mode\#
        l|tool|tag:[^\\x00-\\x1f\\x7f]{1,64})$"},"additionalProperties":{"type":"string","minLength"\#
        :1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"},"maxProperties":32},"Who":{"type":"st\#
        ring","description":"Who did it: `admin`, `key:ID`, `person:ID`, or `server`."},"RoleName":{\#
        "type":"string","enum":["viewer","auditor","operator","approver","admin"],"description":"Wha\#
        t somebody may do. Each sees what a viewer sees; an auditor exports receipts and reads the a\#
        udit, an operator changes budgets, agents and tools and stops things, an approver decides ap\#
        provals, and an admin does all of it, and keys, people, policies and settings."},"OptionalNo\#
        te":{"type":"object","description":"What may be said with it.","properties":{"note":{"$ref":\#
        "#/components/schemas/Note"}},"additionalProperties":false,"examples":[{"note":"asked for by\#
         finance"}]},"Line":{"type":"object","description":"What counts in one account.","properties\#
        ":{"budget":{"$ref":"#/components/schemas/BudgetID"},"scope":{"$ref":"#/components/schemas/A\#
        ccountScope"},"unit":{"$ref":"#/components/schemas/Unit"},"amount":{"$ref":"#/components/sch\#
        emas/Amount"}},"required":["budget","scope","unit","amount"],"examples":[{"budget":"agents.d\#
        efault","scope":"agent=ag_0a1b2c3d4e5f6071","unit":"USD","amount":250000000}]},"KillOutcome"\#
        :{"type":"object","description":"What was stopped. New calls are refused from that entry on;\#
         calls that a provider has already are settled by what they cost.","properties":{"sequence":\#
        {"$ref":"#/components/schemas/Sequence"},"released_holds":{"type":"integer","minimum":0,"for\#
        mat":"int64","description":"Holds given back, of which nothing was sent."},"withdrawn_approv\#
        als":{"type":"integer","minimum":0,"format":"int64","description":"Approvals that were open.\#
        "},"running_holds":{"type":"integer","minimum":0,"format":"int64","description":"Calls that \#
        were sent and go on until they end."}},"required":["sequence","released_holds","withdrawn_ap\#
        provals","running_holds"],"examples":[{"sequence":4711,"released_holds":2,"withdrawn_approva\#
        ls":1,"running_holds":3}]},"Problem":{"type":"object","description":"Why not (RFC 9457). Wha\#
        t was sent is never echoed.","properties":{"type":{"type":"string","format":"uri-reference",\#
        "description":"`urn:farthing:problem:` and the code."},"title":{"type":"string","description\#
        ":"The status in words."},"status":{"type":"integer","minimum":400,"maximum":599},"detail":{\#
        "type":"string","description":"What is wrong, for people."},"code":{"type":"string","pattern\#
        ":"^[a-z][A-Za-z0-9_]*$","description":"What is wrong, for programs; more are only ever adde\#
        d."},"errors":{"type":"array","items":{"type":"object","description":"One member or paramete\#
        r that is wrong.","properties":{"pointer":{"type":"string","description":"Where in the body:\#
         a JSON Pointer."},"parameter":{"type":"string","description":"Which parameter or header."},\#
        "detail":{"type":"string","description":"What it should be."},"line":{"type":"integer","mini\#
        mum":1,"format":"int64","description":"In a policy's text."},"column":{"type":"integer","min\#
        imum":1,"format":"int64"}},"required":["detail"]},"maxItems":64,"description":"Every fault f\#
        ound, at most 64."},"receipt":{"$ref":"#/components/schemas/Sequence"},"budget":{"type":"str\#
        ing","description":"The budget that refuses."},"scope":{"type":"string","description":"Its a\#
        ccount."},"unit":{"$ref":"#/components/schemas/Unit"},"limit":{"$ref":"#/components/schemas/\#
        Amount"},"spent":{"$ref":"#/components/schemas/Amount"},"held":{"$ref":"#/components/schemas\#
        /Amount"},"needed":{"$ref":"#/components/schemas/Amount"}},"required":["type","title","statu\#
        s","detail","code"],"examples":[{"type":"urn:farthing:problem:invalid","title":"Unprocessabl\#
        e Content","status":422,"detail":"1 member is wrong","code":"invalid","errors":[{"pointer":"\#
        /daily_limit_nanos","detail":"a whole number from 0 to 900000000000000000, or null"}]}]},"De\#
        tail":{"type":"object","description":"agent-gov's form of an error.","properties":{"detail":\#
        {"type":["string","object"],"description":"Why not, in a sentence, or with what a policy obj\#
        ects to.","properties":{"error":{"type":"string"},"message":{"type":"string"},"violations":{\#
        "type":"array","items":{"type":"object","properties":{"policy_id":{"type":"integer","minimum\#
        ":1,"format":"int64"},"name":{"type":"string"},"reason":{"type":"string"}},"required":["poli\#
        cy_id","name","reason"]}}}}},"required":["detail"],"examples":[{"detail":"Invalid agent key"\#
        }]},"DetailList":{"type":"object","description":"What does not fit, in agent-gov's form; the\#
         input is not echoed.","properties":{"detail":{"type":"array","items":{"type":"object","prop\#
        erties":{"type":{"type":"string"},"loc":{"type":"array","items":{"type":["string","integer"]\#
        },"description":"Where: `body`, `query` or `path`, then the member."},"msg":{"type":"string"\#
        }},"required":["type","loc","msg"]}}},"required":["detail"],"examples":[{"detail":[{"type":"\#
        missing","loc":["body","tool_name"],"msg":"Field required"}]}]},"Health":{"type":"object","p\#
        roperties":{"status":{"type":"string","enum":["ok","degraded"]},"version":{"type":"string"},\#
        "ledger":{"type":"string","enum":["ok","failed","disk_low"]},"ahead_until_ms":{"oneOf":[{"$r\#
        ef":"#/components/schemas/TimeMs"},{"type":"null"}],"description":"Until when accounts stand\#
         in windows that begin later than now, because the clock was ahead once; null: none does."},\#
        "uptime_ms":{"type":"integer","minimum":0,"format":"int64"}},"required":["status","version",\#
        "ledger","ahead_until_ms","uptime_ms"],"examples":[{"status":"ok","version":"0.7.0","ledger"\#
        :"ok","ahead_until_ms":null,"uptime_ms":86400000}]},"Me":{"type":"object","description":"Who\#
         asks, and what for.","properties":{"name":{"type":"string"},"kind":{"type":"string","enum":\#
        ["admin_token","person","key","nobody"]},"permissions":{"type":"array","items":{"type":"stri\#
        ng","enum":["read","audit","operate","approve","administer"]},"description":"What the roles \#
        of this one come to."},"workspace":{"oneOf":[{"$ref":"#/components/schemas/WorkspaceID"},{"t\#
        ype":"null"}],"description":"The only one that it may see and change; null: all."},"approves\#
        ":{"type":"array","items":{"type":"string"},"description":"The groups of approvers that it i\#
        s in."},"expires_at_ms":{"oneOf":[{"$ref":"#/components/schemas/TimeMs"},{"type":"null"}],"d\#
        escription":"When the session or the key ends."}},"required":["name","kind","permissions","w\#
        orkspace","approves","expires_at_ms"],"examples":[{"name":"admin","kind":"admin_token","perm\#
        issions":["read","audit","operate","approve","administer"],"workspace":null,"approves":[],"e\#
        xpires_at_ms":null}]},"Workspace":{"type":"object","properties":{"id":{"$ref":"#/components/\#
        schemas/WorkspaceID"},"name":{"type":"string"},"description":{"type":"string"},"currency":{"\#
        $ref":"#/components/schemas/Currency"},"zone":{"type":"string","description":"An IANA zone, \#
        in which days begin."},"key_id":{"oneOf":[{"$ref":"#/components/schemas/KeyID"},{"type":"nul\#
        l"}],"description":"The workspace's own key, whose holder sees and runs it."},"created_at_ms\#
        ":{"$ref":"#/components/schemas/TimeMs"},"version":{"$ref":"#/components/schemas/Version"}},\#
        "required":["id","name","description","currency","zone","key_id","created_at_ms","version"],\#
        "examples":[{"id":"default","name":"Default","description":"","currency":"USD","zone":"UTC",\#
        "key_id":null,"created_at_ms":1795255380412,"version":1}]},"WorkspaceList":{"type":"object",\#
        "description":"A page of the list, in its order.","properties":{"items":{"type":"array","ite\#
        ms":{"$ref":"#/components/schemas/Workspace"},"maxItems":200},"next":{"$ref":"#/components/s\#
        chemas/Next"}},"required":["items","next"]},"WorkspaceWithSecret":{"allOf":[{"$ref":"#/compo\#
        nents/schemas/Workspace"},{"type":"object","properties":{"secret":{"type":["string","null"],\#
        "description":"The workspace's own key, shown this once; null in an answer that is repeated.\#
        "}},"required":["secret"]}],"examples":[{"id":"ws-0011223344556677","name":"Research","descr\#
        iption":"","currency":"USD","zone":"UTC","key_id":"key_31a85e644888287e72081733","created_at\#
        _ms":1795255380412,"version":1,"secret":"ag-00000000000000000000000000000000"}]},"CreateWork\#
        spaceRequest":{"type":"object","properties":{"name":{"type":"string","minLength":1,"maxLengt\#
        h":100,"pattern":"^[^\\x00-\\x1f\\x7f]+$"},"description":{"type":"string","maxLength":500},"\#
        currency":{"type":"string","pattern":"^[A-Z]{3}$","minLength":3,"maxLength":3,"default":"USD\#
        ","description":"An ISO 4217 code; it never changes."},"zone":{"type":"string","minLength":1\#
        ,"maxLength":64,"pattern":"^[A-Za-z0-9+_/-]+$","description":"An IANA zone, in which days be\#
        gin.","default":"UTC"},"note":{"$ref":"#/components/schemas/Note"}},"required":["name"],"add\#
        itionalProperties":false,"examples":[{"name":"Research","currency":"INR","zone":"Asia/Kolkat\#
        a"}]},"EditWorkspaceRequest":{"type":"object","properties":{"name":{"type":"string","minLeng\#
        th":1,"maxLength":100,"pattern":"^[^\\x00-\\x1f\\x7f]+$"},"description":{"type":"string","ma\#
        xLength":500},"zone":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[A-Za-z0-9+_/\#
        -]+$","description":"An IANA zone, in which days begin."},"note":{"$ref":"#/components/schem\#
        as/Note"}},"minProperties":1,"additionalProperties":false,"examples":[{"zone":"Europe/Berlin\#
        "}]},"AgentKey":{"type":"object","description":"The agent's key; its secret is shown when it\#
         is made.","properties":{"id":{"$ref":"#/components/schemas/KeyID"},"expires_at_ms":{"oneOf"\#
        :[{"$ref":"#/components/schemas/TimeMs"},{"type":"null"}]}},"required":["id","expires_at_ms"\#
        ]},"Agent":{"type":"object","properties":{"id":{"$ref":"#/components/schemas/AgentID"},"is_r\#
        egistered":{"type":"boolean","const":true},"name":{"type":"string"},"workspace":{"$ref":"#/c\#
        omponents/schemas/WorkspaceID"},"currency":{"$ref":"#/components/schemas/Currency"},"state":\#
        {"type":"string","enum":["active","paused","killed","retired"]},"daily_limit_nanos":{"$ref":\#
        "#/components/schemas/Nanos","description":"What it may spend in a day; 0: nothing that cost\#
        s."},"spent_today_nanos":{"$ref":"#/components/schemas/Nanos"},"held_nanos":{"$ref":"#/compo\#
        nents/schemas/Nanos"},"remaining_nanos":{"$ref":"#/components/schemas/Nanos"},"calls_today":\#
        {"type":"integer","minimum":0,"format":"int64","description":"Calls that were charged."},"da\#
        y_ends_ms":{"$ref":"#/components/schemas/TimeMs","description":"When the next day begins."},\#
        "key":{"oneOf":[{"$ref":"#/components/schemas/AgentKey"},{"type":"null"}]},"created_at_ms":{\#
        "$ref":"#/components/schemas/TimeMs"},"last_call_at_ms":{"oneOf":[{"$ref":"#/components/sche\#
        mas/TimeMs"},{"type":"null"}]},"version":{"$ref":"#/components/schemas/Version"}},"required"\#
        :["id","is_registered","name","workspace","currency","state","daily_limit_nanos","spent_toda\#
        y_nanos","held_nanos","remaining_nanos","calls_today","day_ends_ms","key","created_at_ms","l\#
        ast_call_at_ms","version"],"examples":[{"id":"ag_0a1b2c3d4e5f6071","is_registered":true,"nam\#
        e":"researcher","workspace":"default","currency":"USD","state":"active","daily_limit_nanos":\#
        50000000000,"spent_today_nanos":30000000,"held_nanos":0,"remaining_nanos":49970000000,"calls\#
        _today":1,"day_ends_ms":1795305600000,"key":{"id":"key_31a85e644888287e72081733","expires_at\#
        _ms":null},"created_at_ms":1795255380412,"last_call_at_ms":null,"version":1}]},"CalledAgent"\#
        :{"type":"object","description":"An agent that its calls name, as by `x-farthing-agent`, and\#
         that nobody has registered: it belongs to no workspace and has no key and no limit of its o\#
        wn.","properties":{"id":{"$ref":"#/components/schemas/AgentName","description":"Its name."},\#
        "is_registered":{"type":"boolean","const":false},"name":{"type":"string"},"state":{"type":"s\#
        tring","enum":["active","paused","killed"],"description":"`paused`: in all accounts that cou\#
        nt for it by itself."},"last_call_at_ms":{"oneOf":[{"$ref":"#/components/schemas/TimeMs"},{"\#
        type":"null"}]}},"required":["id","is_registered","name","state","last_call_at_ms"],"example\#
        s":[{"id":"researcher","is_registered":false,"name":"researcher","state":"active","last_call\#
        _at_ms":1795255380412}]},"AnyAgent":{"oneOf":[{"$ref":"#/components/schemas/Agent"},{"$ref":\#
        "#/components/schemas/CalledAgent"}],"examples":[{"id":"researcher","is_registered":false,"n\#
        ame":"researcher","state":"active","last_call_at_ms":1795255380412}]},"AgentList":{"type":"o\#
        bject","description":"A page of the list, in its order.","properties":{"items":{"type":"arra\#
        y","items":{"$ref":"#/components/schemas/AnyAgent"},"maxItems":200},"next":{"$ref":"#/compon\#
        ents/schemas/Next"}},"required":["items","next"]},"AgentWithSecret":{"allOf":[{"$ref":"#/com\#
        ponents/schemas/Agent"},{"type":"object","properties":{"secret":{"type":["string","null"],"d\#
        escription":"The agent's key, shown this once; null in an answer that is repeated."}},"requi\#
        red":["secret"]}],"examples":[{"id":"ag_0a1b2c3d4e5f6071","is_registered":true,"name":"resea\#
        rcher","workspace":"default","currency":"USD","state":"active","daily_limit_nanos":500000000\#
        00,"spent_today_nanos":30000000,"held_nanos":0,"remaining_nanos":49970000000,"calls_today":1\#
        ,"day_ends_ms":1795305600000,"key":{"id":"key_31a85e644888287e72081733","expires_at_ms":null\#
        },"created_at_ms":1795255380412,"last_call_at_ms":null,"version":1,"secret":"ag-000000000000\#
        00000000000000000000"}]},"CreateAgentRequest":{"type":"object","properties":{"name":{"type":\#
        "string","minLength":1,"maxLength":100,"pattern":"^[^\\x00-\\x1f\\x7f]+$","description":"Nam\#
        es the agent to people; names may repeat."},"workspace":{"$ref":"#/components/schemas/Worksp\#
        aceID","description":"Without it the only one that the caller may see, else `default`."},"da\#
        ily_limit_nanos":{"$ref":"#/components/schemas/Nanos","description":"In the workspace's curr\#
        ency; 0: nothing that costs."},"note":{"$ref":"#/components/schemas/Note"}},"required":["nam\#
        e","daily_limit_nanos"],"additionalProperties":false,"examples":[{"name":"researcher","works\#
        pace":"default","daily_limit_nanos":50000000000}]},"EditAgentRequest":{"type":"object","prop\#
        erties":{"name":{"type":"string","minLength":1,"maxLength":100,"pattern":"^[^\\x00-\\x1f\\x7\#
        f]+$"},"daily_limit_nanos":{"$ref":"#/components/schemas/Nanos","description":"Acts at once,\#
         also below what is spent."},"note":{"$ref":"#/components/schemas/Note"}},"minProperties":1,\#
        "additionalProperties":false,"examples":[{"daily_limit_nanos":80000000000}]},"RotateRequest"\#
        :{"type":"object","properties":{"overlap_ms":{"type":"integer","minimum":0,"maximum":8640000\#
        0,"default":0,"description":"How long the old key stays good."},"note":{"$ref":"#/components\#
        /schemas/Note"}},"additionalProperties":false,"examples":[{"overlap_ms":3600000}]},"RotatedA\#
        gentKey":{"type":"object","properties":{"key":{"$ref":"#/components/schemas/AgentKey"},"secr\#
        et":{"type":["string","null"],"description":"The new key, shown this once; null in an answer\#
         that is repeated."},"old_key_ends_at_ms":{"$ref":"#/components/schemas/TimeMs"}},"required"\#
        :["key","secret","old_key_ends_at_ms"],"examples":[{"key":{"id":"key_31a85e644888287e7208173\#
        4","expires_at_ms":null},"secret":"ag-00000000000000000000000000000000","old_key_ends_at_ms"\#
        :1795258980412}]},"Claims":{"type":"object","description":"Patterns of what headers may clai\#
        m, by dimension; `{}` for nothing.","propertyNames":{"pattern":"^(tenant|team|project|user|a\#
        gent|run|session|provider|model|tool|tag:[^\\x00-\\x1f\\x7f]{1,64})$"},"additionalProperties\#
        ":{"type":"string","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"},"maxPro\#
        perties":32},"Key":{"type":"object","properties":{"id":{"$ref":"#/components/schemas/KeyID"}\#
        ,"name":{"type":"string"},"state":{"type":"string","enum":["active","expired","revoked"]},"s\#
        cope":{"$ref":"#/components/schemas/Scope"},"claims":{"$ref":"#/components/schemas/Claims"},\#
        "capability":{"type":["string","null"],"enum":["read_only","data_write","payment_initiate","\#
        payment_execute",null],"description":"What the holder is trusted with."},"approves":{"type":\#
        "array","items":{"type":"string"},"description":"The groups of approvers in which it may vot\#
        e."},"approver_only":{"type":"boolean","description":"It makes no calls."},"workspace":{"one\#
        Of":[{"$ref":"#/components/schemas/WorkspaceID"},{"type":"null"}],"description":"The workspa\#
        ce whose own key it is: it sees and runs that one."},"created_at_ms":{"$ref":"#/components/s\#
        chemas/TimeMs"},"expires_at_ms":{"oneOf":[{"$ref":"#/components/schemas/TimeMs"},{"type":"nu\#
        ll"}]},"revoked_at_ms":{"oneOf":[{"$ref":"#/components/schemas/TimeMs"},{"type":"null"}]}},"\#
        required":["id","name","state","scope","claims","capability","approves","approver_only","wor\#
        kspace","created_at_ms","expires_at_ms","revoked_at_ms"],"examples":[{"id":"key_31a85e644888\#
        287e72081733","name":"finance-bot","state":"active","scope":{"team":"finance"},"claims":{"ag\#
        ent":"bot-*","run":"*"},"capability":null,"approves":[],"approver_only":false,"workspace":nu\#
        ll,"created_at_ms":1795255380412,"expires_at_ms":null,"revoked_at_ms":null}]},"KeyList":{"ty\#
        pe":"object","description":"A page of the list, in its order.","properties":{"items":{"type"
        """#,
        #"""
        :"array","items":{"$ref":"#/components/schemas/Key"},"maxItems":200},"next":{"$ref":"#/compo\#
        nents/schemas/Next"}},"required":["items","next"]},"KeyWithSecret":{"allOf":[{"$ref":"#/comp\#
        onents/schemas/Key"},{"type":"object","properties":{"secret":{"type":["string","null"],"desc\#
        ription":"The key itself, shown this once; null in an answer that is repeated."}},"required"\#
        :["secret"]}],"examples":[{"id":"key_31a85e644888287e72081733","name":"finance-bot","state":\#
        "active","scope":{"team":"finance"},"claims":{"agent":"bot-*","run":"*"},"capability":null,"\#
        approves":[],"approver_only":false,"workspace":null,"created_at_ms":1795255380412,"expires_a\#
        t_ms":null,"revoked_at_ms":null,"secret":"fk_0000000000000000000000000000000000000000000"}]}\#
        ,"RotatedKey":{"allOf":[{"$ref":"#/components/schemas/Key"},{"type":"object","properties":{"\#
        secret":{"type":["string","null"],"description":"The key itself, shown this once; null in an\#
         answer that is repeated."},"old_key_ends_at_ms":{"$ref":"#/components/schemas/TimeMs"}},"re\#
        quired":["secret","old_key_ends_at_ms"]}],"examples":[{"id":"key_31a85e644888287e72081733","\#
        name":"finance-bot","state":"active","scope":{"team":"finance"},"claims":{"agent":"bot-*","r\#
        un":"*"},"capability":null,"approves":[],"approver_only":false,"workspace":null,"created_at_\#
        ms":1795255380412,"expires_at_ms":null,"revoked_at_ms":null,"secret":"fk_0000000000000000000\#
        000000000000000000000000","old_key_ends_at_ms":1795258980412}]},"CreateKeyRequest":{"type":"\#
        object","description":"Without `claims` the key may claim any user, agent, run, session and \#
        tool.","properties":{"name":{"type":"string","minLength":1,"maxLength":100,"pattern":"^[^\\x\#
        00-\\x1f\\x7f]+$","description":"Of no other key in use."},"scope":{"$ref":"#/components/sch\#
        emas/Scope"},"claims":{"$ref":"#/components/schemas/Claims"},"capability":{"type":"string","\#
        enum":["read_only","data_write","payment_initiate","payment_execute"],"description":"What th\#
        e holder is trusted with."},"approves":{"type":"array","items":{"type":"string","minLength":\#
        1,"maxLength":128,"pattern":"^[^\\x00-\\x1f\\x7f]+$"},"maxItems":32,"uniqueItems":true,"desc\#
        ription":"The groups of approvers in which it may vote."},"approver_only":{"type":"boolean",\#
        "default":false,"description":"It votes and makes no calls: no scope, claims or capability."\#
        },"expires_at_ms":{"oneOf":[{"$ref":"#/components/schemas/TimeMs"},{"type":"null"}],"descrip\#
        tion":"In the future."},"note":{"$ref":"#/components/schemas/Note"}},"required":["name"],"ad\#
        ditionalProperties":false,"examples":[{"name":"finance-bot","scope":{"team":"finance"},"clai\#
        ms":{"agent":"bot-*","run":"*"}}]},"EditKeyRequest":{"type":"object","properties":{"expires_\#
        at_ms":{"oneOf":[{"$ref":"#/components/schemas/TimeMs"},{"type":"null"}],"description":"In t\#
        he future; null: never."},"note":{"$ref":"#/components/schemas/Note"}},"required":["expires_\#
        at_ms"],"additionalProperties":false,"examples":[{"expires_at_ms":1800000000000}]},"BudgetDe\#
        finition":{"type":"object","description":"One budget in the policy's language; docs/policy.m\#
        d says what each member means, docs/policy.schema.json which texts they take.","properties":\#
        {"id":{"type":"string","minLength":1,"maxLength":128,"pattern":"^[^\\x00-\\x1f\\x7f]+$"},"ma\#
        tch":{"type":"object","description":"Patterns by dimension; every call without it.","propert\#
        yNames":{"pattern":"^(tenant|team|project|user|agent|run|session|provider|model|tool|tag:[^\\#
        \x00-\\x1f\\x7f]{1,64})$"},"additionalProperties":{"type":"string","minLength":1,"maxLength"\#
        :256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"},"maxProperties":32},"per":{"description":"Each dist\#
        inct value of these has an account of its own.","oneOf":[{"type":"string","maxLength":256,"p\#
        attern":"^(tenant|team|project|user|agent|run|session|provider|model|tool|tag:[^\\x00-\\x1f\\#
        \x7f]{1,64})$"},{"type":"array","items":{"type":"string","maxLength":256,"pattern":"^(tenant\#
        |team|project|user|agent|run|session|provider|model|tool|tag:[^\\x00-\\x1f\\x7f]{1,64})$"},"\#
        maxItems":32,"uniqueItems":true}]},"limit":{"type":"string","minLength":1,"maxLength":64,"pa\#
        ttern":"^[^\\x00-\\x1f\\x7f]+$","examples":["10.00 USD"],"description":"The most that may be\#
         spent and held in one window."},"window":{"type":"string","minLength":1,"maxLength":32,"des\#
        cription":"call, run, minute, hour, day, week, month, total or `rolling 24h`."},"timezone":{\#
        "type":"string","minLength":1,"maxLength":64,"pattern":"^[A-Za-z0-9+_/-]+$","description":"A\#
        n IANA zone, in which days begin."},"hold":{"type":"string","enum":["ceiling","fitted","mete\#
        red","estimate"]},"mode":{"type":"string","enum":["enforce","shadow"]},"warnings":{"type":"s\#
        tring","enum":["on","off"],"description":"Whether it warns at 30 %, 80 % and 95 % of what is\#
         spent where it has no warn of its own."},"thresholds":{"type":"array","items":{"type":"obje\#
        ct","properties":{"at":{"type":"string","minLength":2,"maxLength":8,"description":"A share o\#
        f the limit, as `80%`."},"do":{"type":"string","enum":["warn","downgrade","approve","wait","\#
        pause","block"]},"reason":{"type":"string","minLength":1,"maxLength":500,"pattern":"^[^\\x00\#
        -\\x1f\\x7f]+$"},"to":{"oneOf":[{"type":"string","minLength":1,"maxLength":256,"pattern":"^[\#
        ^\\x00-\\x1f\\x7f]+$"},{"type":"array","items":{"type":"string","minLength":1,"maxLength":25\#
        6,"pattern":"^[^\\x00-\\x1f\\x7f]+$"},"maxItems":32}]},"approvers":{"type":"string","minLeng\#
        th":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"},"need":{"type":"integer","minimum"\#
        :1,"maximum":16},"within":{"type":"string","minLength":2,"maxLength":16},"wait":{"type":"str\#
        ing","minLength":2,"maxLength":16}},"required":["at","do"],"additionalProperties":false},"ma\#
        xItems":32},"from":{"type":"string","minLength":1,"maxLength":40},"until":{"type":"string","\#
        minLength":1,"maxLength":40},"countFrom":{"type":"string","enum":["window","now"],"descripti\#
        on":"Whether what was spent in the open window before it was made counts, as it does where n\#
        othing is said; `now` begins at nothing."}},"required":["id","limit"],"additionalProperties"\#
        :false,"examples":[{"id":"research-daily","match":{"team":"research"},"per":["agent"],"limit\#
        ":"10.00 USD","window":"day","thresholds":[{"at":"80%","do":"warn"},{"at":"100%","do":"appro\#
        ve","approvers":"finance"}]}]},"Budget":{"type":"object","properties":{"id":{"$ref":"#/compo\#
        nents/schemas/BudgetID"},"workspace":{"oneOf":[{"$ref":"#/components/schemas/WorkspaceID"},{\#
        "type":"null"}],"description":"Whose it is; null for everybody's."},"source":{"type":"string\#
        ","enum":["console","policy","agents"],"description":"Made here, by the policy in force, or \#
        for a workspace's agents."},"definition":{"type":"object","description":"The budget in the p\#
        olicy's language."},"unit":{"$ref":"#/components/schemas/Unit"},"limit":{"$ref":"#/component\#
        s/schemas/Amount"},"window":{"type":"string"},"per":{"type":"array","items":{"type":"string"\#
        }},"enforced":{"type":"boolean","description":"False: it counts and refuses nothing."},"stat\#
        e":{"type":"string","enum":["open","paused","frozen"]},"editable":{"type":"boolean","descrip\#
        tion":"Whether it can be changed here."},"accounts":{"type":"integer","minimum":0,"format":"\#
        int64","description":"How many are open."},"version":{"oneOf":[{"$ref":"#/components/schemas\#
        /Version"},{"type":"null"}]},"warnings":{"type":"array","items":{"$ref":"#/components/schema\#
        s/BudgetWarning"},"maxItems":100,"description":"Where it was made or changed by this request\#
        : what refuses calls from the start."}},"required":["id","workspace","source","definition","\#
        unit","limit","window","per","enforced","state","editable","accounts","version"],"examples":\#
        [{"id":"research-daily","workspace":null,"source":"console","definition":{"id":"research-dai\#
        ly","match":{"team":"research"},"per":["agent"],"limit":"10.00 USD","window":"day","threshol\#
        ds":[{"at":"80%","do":"warn"},{"at":"100%","do":"approve","approvers":"finance"}]},"unit":"U\#
        SD","limit":10000000000,"window":"day","per":["agent"],"enforced":true,"state":"open","edita\#
        ble":true,"accounts":12,"version":1}]},"BudgetWarning":{"type":"object","description":"An ac\#
        count that is full at once, because what was spent in its window counts.","properties":{"cod\#
        e":{"type":"string","enum":["full_already"]},"detail":{"type":"string"},"limit":{"$ref":"#/c\#
        omponents/schemas/Amount"},"scope":{"type":"string","description":"Which account, as `agent=\#
        a1`; empty for the only one."},"spent":{"$ref":"#/components/schemas/Amount"}},"required":["\#
        code","detail","limit","scope","spent"],"examples":[{"code":"full_already","detail":"370.73 \#
        USD of 1 USD is spent in its window already: its calls are refused. With countFrom: now it w\#
        ould count from here on.","limit":1000000000,"scope":"","spent":370730000000}]},"BudgetList"\#
        :{"type":"object","description":"A page of the list, in its order.","properties":{"items":{"\#
        type":"array","items":{"$ref":"#/components/schemas/Budget"},"maxItems":200},"next":{"$ref":\#
        "#/components/schemas/Next"}},"required":["items","next"]},"CreateBudgetRequest":{"type":"ob\#
        ject","properties":{"definition":{"$ref":"#/components/schemas/BudgetDefinition"},"workspace\#
        ":{"$ref":"#/components/schemas/WorkspaceID","description":"It then counts this workspace's \#
        calls alone."},"note":{"$ref":"#/components/schemas/Note"}},"required":["definition"],"addit\#
        ionalProperties":false,"examples":[{"definition":{"id":"research-daily","match":{"team":"res\#
        earch"},"per":["agent"],"limit":"10.00 USD","window":"day","thresholds":[{"at":"80%","do":"w\#
        arn"},{"at":"100%","do":"approve","approvers":"finance"}]},"note":"ticket 512"}]},"EditBudge\#
        tRequest":{"type":"object","description":"The whole definition anew; its `id` stays.","prope\#
        rties":{"definition":{"$ref":"#/components/schemas/BudgetDefinition"},"note":{"$ref":"#/comp\#
        onents/schemas/Note"}},"required":["definition"],"additionalProperties":false,"examples":[{"\#
        definition":{"id":"research-daily","match":{"team":"research"},"per":["agent"],"limit":"12.0\#
        0 USD","window":"day","thresholds":[{"at":"80%","do":"warn"},{"at":"100%","do":"approve","ap\#
        provers":"finance"}]}}]},"TopUpRequest":{"type":"object","properties":{"amount":{"$ref":"#/c\#
        omponents/schemas/AmountText"},"scope":{"$ref":"#/components/schemas/AccountScope"},"note":{\#
        "$ref":"#/components/schemas/Note"}},"required":["amount"],"additionalProperties":false,"exa\#
        mples":[{"amount":"5 USD","scope":"agent=a1","note":"until the window ends"}]},"AccountReque\#
        st":{"type":"object","description":"One account, or without `scope` all of the budget's.","p\#
        roperties":{"scope":{"$ref":"#/components/schemas/AccountScope"},"note":{"$ref":"#/component\#
        s/schemas/Note"}},"additionalProperties":false,"examples":[{"scope":"agent=a1"}]},"ResumeBud\#
        getRequest":{"type":"object","description":"One account, or without `scope` all of the budge\#
        t's.","properties":{"scope":{"$ref":"#/components/schemas/AccountScope"},"unfreeze":{"type":\#
        "boolean","default":false,"description":"Lifts a freeze too, after you have looked at its ca\#
        use."},"note":{"$ref":"#/components/schemas/Note"}},"additionalProperties":false,"examples":\#
        [{"unfreeze":true,"note":"the corrected price is in force"}]},"SetLimitRequest":{"type":"obj\#
        ect","properties":{"scope":{"$ref":"#/components/schemas/AccountScope"},"limit":{"oneOf":[{"\#
        type":"string","maxLength":64,"minLength":1,"pattern":"^[0-9]{1,12}(\\.[0-9]{1,9})?[kKMB]? *\#
        [A-Za-z$€£₹][^\\x00-\\x1f\\x7f]*$"},{"type":"null"}],"description":"An amount with the budge\#
        t's unit, as `20 USD`; null takes the account's own limit away."},"note":{"$ref":"#/componen\#
        ts/schemas/Note"}},"required":["scope","limit"],"additionalProperties":false,"examples":[{"s\#
        cope":"agent=a1","limit":"20 USD"}]},"Account":{"type":"object","properties":{"budget":{"$re\#
        f":"#/components/schemas/BudgetID"},"scope":{"$ref":"#/components/schemas/AccountScope"},"un\#
        it":{"$ref":"#/components/schemas/Unit"},"limit":{"$ref":"#/components/schemas/Amount","desc\#
        ription":"Its own limit, or the budget's."},"own_limit":{"oneOf":[{"$ref":"#/components/sche\#
        mas/Amount"},{"type":"null"}]},"top_ups":{"$ref":"#/components/schemas/Amount"},"spent":{"$r\#
        ef":"#/components/schemas/Amount"},"held":{"$ref":"#/components/schemas/Amount"},"free":{"$r\#
        ef":"#/components/schemas/Amount","description":"What may still be held."},"overrun":{"$ref"\#
        :"#/components/schemas/Amount","description":"What was billed past the limit."},"would_refus\#
        e":{"type":"integer","minimum":0,"format":"int64","description":"Calls that the budget would\#
         have refused, were it enforced."},"paused":{"type":"boolean"},"frozen":{"type":"boolean"},"\#
        enforced":{"type":"boolean"},"window":{"type":"string"},"window_ends_ms":{"oneOf":[{"$ref":"\#
        #/components/schemas/TimeMs"},{"type":"null"}]},"exhausted_at_ms":{"oneOf":[{"$ref":"#/compo\#
        nents/schemas/TimeMs"},{"type":"null"}],"description":"When nothing is free at the pace of t\#
        he last hour, before the window ends; null: not in this window."}},"required":["budget","sco\#
        pe","unit","limit","own_limit","top_ups","spent","held","free","overrun","would_refuse","pau\#
        sed","frozen","enforced","window","window_ends_ms","exhausted_at_ms"],"examples":[{"budget":\#
        "research-daily","scope":"agent=a1","unit":"USD","limit":10000000000,"own_limit":null,"top_u\#
        ps":0,"spent":8100000000,"held":250000000,"free":1650000000,"overrun":0,"would_refuse":0,"pa\#
        used":false,"frozen":false,"enforced":true,"window":"day","window_ends_ms":1795305600000,"ex\#
        hausted_at_ms":null}]},"AccountList":{"type":"object","description":"A page of the list, in \#
        its order.","properties":{"items":{"type":"array","items":{"$ref":"#/components/schemas/Acco\#
        unt"},"maxItems":200},"next":{"$ref":"#/components/schemas/Next"}},"required":["items","next\#
        "]},"BudgetChange":{"type":"object","description":"What the change left.","properties":{"seq\#
        uence":{"$ref":"#/components/schemas/Sequence"},"accounts":{"type":"array","items":{"$ref":"\#
        #/components/schemas/Account"},"maxItems":200,"description":"The open accounts that it is ab\#
        out, the fullest first."},"made":{"type":"boolean","description":"Whether a top-up has made \#
        the account: nobody had called under it."},"touched":{"type":"integer","minimum":0,"format":\#
        "int64","description":"How many open accounts it was about; 0 where the budget has none yet.\#
        "}},"required":["sequence","accounts","made","touched"],"examples":[{"sequence":4711,"made":\#
        false,"touched":1,"accounts":[{"budget":"research-daily","scope":"agent=a1","unit":"USD","li\#
        mit":10000000000,"own_limit":null,"top_ups":5000000000,"spent":8100000000,"held":250000000,"\#
        free":6650000000,"overrun":0,"would_refuse":0,"paused":false,"frozen":false,"enforced":true,\#
        "window":"day","window_ends_ms":1795305600000,"exhausted_at_ms":null}]}]},"ToolGuards":{"typ\#
        e":"object","description":"What is judged before each call, across processes; a guard that i\#
        s left out does not guard.","properties":{"rate_limit":{"type":"object","properties":{"calls\#
        _max":{"type":"integer","minimum":1,"maximum":1000000},"period_ms":{"type":"integer","minimu\#
        m":1,"maximum":86400000}},"required":["calls_max","period_ms"],"additionalProperties":false}\#
        ,"circuit_breaker":{"type":"object","properties":{"failures_max":{"type":"integer","minimum"\#
        :1,"maximum":1000},"reset_ms":{"type":"integer","minimum":1,"maximum":86400000}},"required":\#
        ["failures_max","reset_ms"],"additionalProperties":false},"attempts_max":{"type":"integer","\#
        minimum":1,"maximum":1000000,"description":"Calls in one run."},"idempotency":{"type":"objec\#
        t","properties":{"ttl_ms":{"type":"integer","minimum":1,"maximum":2592000000,"format":"int64\#
        "}},"required":["ttl_ms"],"additionalProperties":false}},"additionalProperties":false},"Tool\#
        ":{"type":"object","properties":{"workspace":{"$ref":"#/components/schemas/WorkspaceID"},"na\#
        me":{"type":"string"},"cost_nanos":{"$ref":"#/components/schemas/Nanos","description":"What \#
        a call costs."},"currency":{"$ref":"#/components/schemas/Currency"},"description":{"type":"s\#
        tring"},"category":{"type":"string","description":"Empty: none."},"guards":{"$ref":"#/compon\#
        ents/schemas/ToolGuards"},"registered_at_ms":{"$ref":"#/components/schemas/TimeMs"},"version\#
        ":{"$ref":"#/components/schemas/Version"}},"required":["workspace","name","cost_nanos","curr\#
        ency","description","category","guards","registered_at_ms","version"],"examples":[{"workspac\#
        e":"default","name":"tavily-search","cost_nanos":30000000,"currency":"USD","description":"we\#
        b search","category":"search","guards":{"rate_limit":{"calls_max":10,"period_ms":60000}},"re\#
        gistered_at_ms":1795255380412,"version":1}]},"ToolList":{"type":"object","description":"A pa\#
        ge of the list, in its order.","properties":{"items":{"type":"array","items":{"$ref":"#/comp\#
        onents/schemas/Tool"},"maxItems":200},"next":{"$ref":"#/components/schemas/Next"}},"required\#
        ":["items","next"]},"PutToolRequest":{"type":"object","description":"All of it; what is left\#
         out is none.","properties":{"cost_nanos":{"$ref":"#/components/schemas/Nanos","description"\#
        :"What a call costs, in the workspace's currency."},"description":{"type":"string","maxLengt\#
        h":500,"default":""},"category":{"type":"string","minLength":1,"maxLength":100,"pattern":"^[\#
        ^\\x00-\\x1f\\x7f]+$","description":"Groups tools for policies."},"guards":{"$ref":"#/compon\#
        ents/schemas/ToolGuards"},"note":{"$ref":"#/components/schemas/Note"}},"required":["cost_nan\#
        os"],"additionalProperties":false,"examples":[{"cost_nanos":30000000,"description":"web sear\#
        ch","category":"search","guards":{"rate_limit":{"calls_max":10,"period_ms":60000}}}]},"Findi\#
        ng":{"type":"object","properties":{"severity":{"type":"string","enum":["error","warning"]},"\#
        code":{"type":"string"},"path":{"type":"string","description":"Where in the policy, as `budg\#
        ets[1].limit`."},"line":{"type":"integer","minimum":0,"format":"int64"},"column":{"type":"in\#
        teger","minimum":0,"format":"int64"},"message":{"type":"string"}},"required":["severity","co\#
        de","path","line","column","message"],"examples":[{"severity":"warning","code":"budget_cover\#
        ed","path":"budgets[1]","line":4,"column":5,"message":"the budget \"daily\" counts every cal\#
        l of this one and allows no more"}]},"PolicyVersion":{"type":"object","properties":{"version\#
        ":{"$ref":"#/components/schemas/Version"},"state":{"type":"string","enum":["draft","active",\#
        "retired"],"description":"Never in force, in force now, or once in force."},"format":{"type"\#
        :"string","enum":["yaml","json"]},"hash":{"type":"string","description":"As receipts name it\#
        ."},"note":{"type":"string"},"created_at_ms":{"$ref":"#/components/schemas/TimeMs"},"created\#
        _by":{"$ref":"#/components/schemas/Who"},"activated_at_ms":{"oneOf":[{"$ref":"#/components/s
        """#,
        #"""
        chemas/TimeMs"},{"type":"null"}]},"findings":{"type":"array","items":{"$ref":"#/components/s\#
        chemas/Finding"},"maxItems":64,"description":"Warnings of when it was uploaded."}},"required\#
        ":["version","state","format","hash","note","created_at_ms","created_by","activated_at_ms","\#
        findings"],"examples":[{"version":7,"state":"active","format":"yaml","hash":"9f2b6c0e5a4d4c7\#
        f8e1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f70","note":"halves the day","created_at_ms":1\#
        795255380412,"created_by":"person:ana@example.com","activated_at_ms":1795255440412,"findings\#
        ":[]}]},"PolicyVersionList":{"type":"object","description":"A page of the list, in its order\#
        .","properties":{"items":{"type":"array","items":{"$ref":"#/components/schemas/PolicyVersion\#
        "},"maxItems":200},"next":{"$ref":"#/components/schemas/Next"}},"required":["items","next"]}\#
        ,"PolicyFile":{"type":"object","description":"The policy's file, which has no number: in for\#
        ce (`active`), or not read while a version is (`retired`).","properties":{"version":{"type":\#
        "null"},"state":{"type":"string","enum":["active","retired"]}},"required":["version","state"\#
        ],"examples":[{"version":null,"state":"active"}]},"PolicyFileText":{"allOf":[{"$ref":"#/comp\#
        onents/schemas/PolicyFile"},{"type":"object","properties":{"format":{"type":"string","enum":\#
        ["yaml","json"]},"text":{"type":"string","description":"The file as it is now."}},"required"\#
        :["format","text"]}],"examples":[{"version":null,"state":"active","format":"yaml","text":"ve\#
        rsion: 1\nbudgets:\n  - { id: daily, limit: 10.00 USD, window: day }\n"}]},"PolicyVersionTex\#
        t":{"allOf":[{"$ref":"#/components/schemas/PolicyVersion"},{"type":"object","properties":{"t\#
        ext":{"type":"string","description":"The policy as it was uploaded."}},"required":["text"]}]\#
        ,"examples":[{"version":7,"state":"active","format":"yaml","hash":"9f2b6c0e5a4d4c7f8e1a2b3c4\#
        d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f70","note":"halves the day","created_at_ms":17952553804\#
        12,"created_by":"person:ana@example.com","activated_at_ms":1795255440412,"findings":[],"text\#
        ":"version: 1\nbudgets:\n  - { id: daily, limit: 10.00 USD, window: day }\n"}]},"AnyPolicyTe\#
        xt":{"anyOf":[{"$ref":"#/components/schemas/PolicyVersionText"},{"$ref":"#/components/schema\#
        s/PolicyFileText"}],"examples":[{"version":null,"state":"active","format":"yaml","text":"ver\#
        sion: 1\nbudgets:\n  - { id: daily, limit: 10.00 USD, window: day }\n"}]},"UploadPolicyReque\#
        st":{"type":"object","properties":{"text":{"type":"string","minLength":1,"maxLength":1048576\#
        ,"description":"The policy."},"format":{"type":"string","enum":["yaml","json"],"default":"ya\#
        ml"},"note":{"$ref":"#/components/schemas/Note"}},"required":["text"],"additionalProperties"\#
        :false,"examples":[{"text":"version: 1\nbudgets:\n  - { id: daily, limit: 10.00 USD, window:\#
         day }\n","format":"yaml","note":"halves the day"}]},"PolicyChoice":{"description":"A versio\#
        n that is stored, or a text.","oneOf":[{"type":"object","properties":{"version":{"oneOf":[{"\#
        type":"integer","minimum":1,"maximum":999999999},{"type":"string","enum":["active","file"]}]\#
        }},"required":["version"],"additionalProperties":false},{"type":"object","properties":{"text\#
        ":{"type":"string","minLength":1,"maxLength":1048576,"description":"The policy."},"format":{\#
        "type":"string","enum":["yaml","json"],"default":"yaml"}},"required":["text"],"additionalPro\#
        perties":false}],"examples":[{"version":"active"}]},"CheckPolicyRequest":{"type":"object","p\#
        roperties":{"policy":{"$ref":"#/components/schemas/PolicyChoice"}},"required":["policy"],"ad\#
        ditionalProperties":false,"examples":[{"policy":{"text":"version: 1\nbudgets:\n  - { id: dai\#
        ly, limit: 10.00 USD, window: day }\n"}}]},"PolicyCheck":{"type":"object","properties":{"val\#
        id":{"type":"boolean","description":"Whether it can be put in force: no finding is an error.\#
        "},"hash":{"type":["string","null"]},"id":{"type":["string","null"]},"budgets":{"type":"inte\#
        ger","minimum":0,"format":"int64"},"rules":{"type":"integer","minimum":0,"format":"int64"},"\#
        findings":{"type":"array","items":{"$ref":"#/components/schemas/Finding"},"maxItems":1000}},\#
        "required":["valid","hash","id","budgets","rules","findings"],"examples":[{"valid":true,"has\#
        h":"9f2b6c0e5a4d4c7f8e1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f70","id":"policy","budgets\#
        ":1,"rules":0,"findings":[]}]},"DiffPoliciesRequest":{"type":"object","properties":{"old":{"\#
        $ref":"#/components/schemas/PolicyChoice"},"new":{"$ref":"#/components/schemas/PolicyChoice"\#
        }},"required":["old","new"],"additionalProperties":false,"examples":[{"old":{"version":"acti\#
        ve"},"new":{"text":"version: 1\nbudgets:\n  - { id: daily, limit: 10.00 USD, window: day }\n\#
        "}}]},"PolicyDiff":{"type":"object","properties":{"verdict":{"type":"string","enum":["same",\#
        "tightens","loosens","unknown"],"description":"`same` and `tightens` are proved; `loosens` h\#
        as a counterexample; `unknown` says why."},"classes":{"type":"integer","minimum":0,"format":\#
        "int64","description":"Kinds of calls that were compared."},"changes":{"type":"array","items\#
        ":{"type":"object","properties":{"kind":{"type":"string","enum":["added","removed","changed"\#
        ]},"what":{"type":"string"},"how":{"type":"array","items":{"type":"string"}}},"required":["k\#
        ind","what","how"]}},"reasons":{"type":"array","items":{"type":"string"}},"counterexample":{\#
        "description":"A call that the new policy decides less strictly.","oneOf":[{"type":"object",\#
        "properties":{"calls":{"type":"array","items":{"type":"string"}},"old":{"type":"string"},"ol\#
        d_reasons":{"type":"array","items":{"type":"string"}},"new":{"type":"string"},"new_reasons":\#
        {"type":"array","items":{"type":"string"}},"past":{"type":"array","items":{"type":"object","\#
        properties":{"amounts":{"type":"array","items":{"type":"string"}},"scope":{"type":"object"},\#
        "at_ms":{"$ref":"#/components/schemas/TimeMs"}},"required":["amounts","scope"]}}},"required"\#
        :["calls","old","old_reasons","new","new_reasons","past"]},{"type":"null"}]}},"required":["v\#
        erdict","classes","changes","reasons","counterexample"],"examples":[{"verdict":"tightens","c\#
        lasses":1,"changes":[{"kind":"changed","what":"budget daily","how":["limit 1.00 USD → 0.80 U\#
        SD"]}],"reasons":[],"counterexample":null}]},"BacktestPolicyRequest":{"type":"object","descr\#
        iption":"Past calls under another policy.","properties":{"policy":{"$ref":"#/components/sche\#
        mas/PolicyChoice"},"from_ms":{"$ref":"#/components/schemas/TimeMs"},"to_ms":{"$ref":"#/compo\#
        nents/schemas/TimeMs"}},"required":["policy"],"additionalProperties":false,"examples":[{"pol\#
        icy":{"version":8},"from_ms":1794650580412,"to_ms":1795255380412}]},"PolicyBacktest":{"type"\#
        :"object","description":"In US dollars.","properties":{"entries":{"type":"integer","minimum"\#
        :0,"format":"int64"},"calls":{"type":"integer","minimum":0,"format":"int64","description":"C\#
        alls that were admitted."},"cost_nanos":{"$ref":"#/components/schemas/Nanos","description":"\#
        What they cost."},"new_nanos":{"$ref":"#/components/schemas/Nanos","description":"What they \#
        would have cost."},"open":{"type":"integer","minimum":0,"format":"int64","description":"Call\#
        s that were not closed yet."},"refused":{"type":"integer","minimum":0,"format":"int64","desc\#
        ription":"Calls that were refused."},"admitted_instead":{"type":"integer","minimum":0,"forma\#
        t":"int64","description":"Of these, how many would be admitted."},"admitted_instead_nanos":{\#
        "$ref":"#/components/schemas/Nanos"},"rows":{"type":"array","items":{"type":"object","proper\#
        ties":{"decision":{"type":"string"},"by":{"type":"string"},"model":{"type":"string"},"calls"\#
        :{"type":"integer","minimum":0,"format":"int64"},"cost_nanos":{"$ref":"#/components/schemas/\#
        Nanos"},"new_nanos":{"$ref":"#/components/schemas/Nanos"},"saved_nanos":{"$ref":"#/component\#
        s/schemas/SignedNanos"}},"required":["decision","by","model","calls","cost_nanos","new_nanos\#
        ","saved_nanos"]}}},"required":["entries","calls","cost_nanos","new_nanos","open","refused",\#
        "admitted_instead","admitted_instead_nanos","rows"],"examples":[{"entries":500,"calls":156,"\#
        cost_nanos":275325600,"new_nanos":10561600,"open":0,"refused":4,"admitted_instead":0,"admitt\#
        ed_instead_nanos":0,"rows":[{"decision":"block","by":"budget daily","model":"","calls":126,"\#
        cost_nanos":231203250,"new_nanos":0,"saved_nanos":231203250}]}]},"ExplainedCall":{"type":"ob\#
        ject","description":"A call as it would be made; with neither `model` nor `tool` it is one o\#
        f no model.","properties":{"scope":{"$ref":"#/components/schemas/Scope"},"input_tokens":{"ty\#
        pe":"integer","minimum":0,"maximum":1000000000},"output_tokens":{"type":"integer","minimum":\#
        0,"maximum":1000000000,"description":"As many as the model makes at most, without it."},"cos\#
        t":{"$ref":"#/components/schemas/AmountText","description":"What it costs at the most, where\#
         no price book knows."},"capability":{"type":"string","enum":["read_only","data_write","paym\#
        ent_initiate","payment_execute"],"description":"What the holder is trusted with."},"steps":{\#
        "type":"integer","minimum":1,"maximum":1000000000,"description":"Calls of the run, this one \#
        included."},"stream":{"type":"boolean","default":false}},"additionalProperties":false},"Expl\#
        ainPolicyRequest":{"type":"object","description":"A call, or an entry of the journal.","prop\#
        erties":{"policy":{"$ref":"#/components/schemas/PolicyChoice","description":"The one in forc\#
        e, without it."},"call":{"$ref":"#/components/schemas/ExplainedCall"},"receipt":{"$ref":"#/c\#
        omponents/schemas/Sequence","description":"In place of `call`: a hold, a refusal or the ask \#
        for an approval."},"spent":{"type":"object","description":"Amounts by budget, in place of wh\#
        at is spent now; for one account `BUDGET(agent=a2)`.","additionalProperties":{"$ref":"#/comp\#
        onents/schemas/AmountText"},"maxProperties":32},"at_ms":{"$ref":"#/components/schemas/TimeMs\#
        "}},"minProperties":1,"additionalProperties":false,"examples":[{"call":{"scope":{"agent":"a1\#
        ","model":"gpt-5"},"input_tokens":2000,"output_tokens":1000},"spent":{"daily":"5 USD"}}]},"E\#
        xplainedBudget":{"type":"object","properties":{"budget":{"type":"string"},"scope":{"type":"s\#
        tring"},"unit":{"$ref":"#/components/schemas/Unit"},"enforced":{"type":"boolean"},"paused":{\#
        "type":"boolean"},"limit":{"$ref":"#/components/schemas/Amount"},"spent":{"$ref":"#/componen\#
        ts/schemas/Amount"},"held":{"$ref":"#/components/schemas/Amount"},"needed":{"$ref":"#/compon\#
        ents/schemas/Amount"},"free":{"$ref":"#/components/schemas/Amount"},"passed":{"type":"array"\#
        ,"items":{"type":"string"},"description":"Shares that the call would pass, and what happens \#
        there."},"window_ends_ms":{"$ref":"#/components/schemas/TimeMs"}},"required":["budget","scop\#
        e","unit","enforced","paused","limit","spent","held","needed","free","passed"]},"ExplainedSt\#
        ep":{"type":"object","description":"How it was judged with one model.","properties":{"model"\#
        :{"type":"string"},"cost_nanos":{"$ref":"#/components/schemas/Nanos"},"tokens":{"type":"inte\#
        ger","minimum":0,"format":"int64"},"budgets":{"type":"array","items":{"$ref":"#/components/s\#
        chemas/ExplainedBudget"}},"not_counted":{"type":"array","items":{"type":"object","descriptio\#
        n":"A budget that does not match.","properties":{"budget":{"type":"string"},"failing":{"type\#
        ":"array","items":{"type":"string"}}},"required":["budget","failing"]}},"rules":{"type":"arr\#
        ay","items":{"type":"object","properties":{"rule":{"type":"string"},"action":{"type":"string\#
        "},"applies":{"type":"boolean"},"determines":{"type":"boolean"},"conditions":{"type":"array"\#
        ,"items":{"type":"object","properties":{"text":{"type":"string"},"holds":{"type":"boolean"}}\#
        ,"required":["text","holds"]}}},"required":["rule","action","applies","determines","conditio\#
        ns"]}}},"required":["model","budgets","not_counted","rules"]},"PolicyExplanation":{"type":"o\#
        bject","properties":{"decision":{"type":"string","enum":["allow","downgrade","approve","wait\#
        ","block"]},"model":{"type":"string","description":"The one that takes the call."},"reasons"\#
        :{"type":"array","items":{"type":"string"}},"shadow_reasons":{"type":"array","items":{"type"\#
        :"string"},"description":"What budgets and rules would have done that only watch."},"determi\#
        ning":{"type":"array","items":{"type":"string"}},"refused_by":{"type":"array","items":{"type\#
        ":"string"}},"instead":{"type":"object","description":"What would be admitted.","properties"\#
        :{"cheapest_model":{"type":"string"},"cheapest_nanos":{"$ref":"#/components/schemas/Nanos"},\#
        "free_at_ms":{"$ref":"#/components/schemas/TimeMs"},"output_tokens":{"type":"integer","minim\#
        um":0,"format":"int64"}}},"steps":{"type":"array","items":{"$ref":"#/components/schemas/Expl\#
        ainedStep"}},"call":{"type":"object"},"at_ms":{"$ref":"#/components/schemas/TimeMs"},"hash":\#
        {"type":"string","description":"The policy's."},"output_tokens":{"type":"integer","minimum":\#
        0,"format":"int64"},"approval":{"type":"object","properties":{"approvers":{"type":"string"},\#
        "need":{"type":"integer","minimum":1,"format":"int64"},"within_ms":{"type":"integer","minimu\#
        m":0,"format":"int64"},"lifts_limit":{"type":"boolean"}},"required":["approvers","need","wit\#
        hin_ms","lifts_limit"]},"receipt":{"type":"object","description":"What was decided then.","p\#
        roperties":{"sequence":{"$ref":"#/components/schemas/Sequence"},"kind":{"type":"string"},"po\#
        licy":{"type":"object","properties":{"id":{"type":"string"},"version":{"type":"integer","min\#
        imum":0,"format":"int64"},"hash":{"type":"string"},"entry":{"$ref":"#/components/schemas/Seq\#
        uence"}},"required":["id","version"]},"reasons":{"type":"array","items":{"type":"string"}},"\#
        recorded":{"type":"array","items":{"type":"object","properties":{"budget":{"type":"string"},\#
        "scope":{"type":"string"},"text":{"type":"string"}},"required":["budget","scope","text"]}}},\#
        "required":["sequence","kind","policy","reasons","recorded"]}},"required":["decision","model\#
        ","reasons","shadow_reasons","determining","refused_by","instead","steps","call","at_ms","ha\#
        sh"],"examples":[{"decision":"allow","model":"gpt-5","reasons":[],"shadow_reasons":[],"deter\#
        mining":[],"refused_by":[],"instead":{},"steps":[{"model":"gpt-5","cost_nanos":12500000,"tok\#
        ens":3000,"budgets":[{"budget":"daily","scope":"","unit":"USD","enforced":true,"paused":fals\#
        e,"limit":10000000000,"spent":5000000000,"held":0,"needed":12500000,"free":5000000000,"passe\#
        d":[]}],"not_counted":[],"rules":[]}],"call":{"agent":"a1","model":"gpt-5","provider":"opena\#
        i"},"at_ms":1795255380412,"hash":"9f2b6c0e5a4d4c7f8e1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d\#
        5e6f70"}]},"ActivatePolicyRequest":{"type":"object","properties":{"expects_active":{"oneOf":\#
        [{"type":"integer","minimum":1,"maximum":999999999},{"type":"null"}],"description":"The vers\#
        ion that is in force now, null for the policy's file; 409 where it is another."},"note":{"$r\#
        ef":"#/components/schemas/Note"}},"additionalProperties":false,"examples":[{"expects_active"\#
        :6,"note":"from Monday on"}]},"ActivatedFile":{"allOf":[{"$ref":"#/components/schemas/Policy\#
        File"},{"$ref":"#/components/schemas/ActivationChange"}],"examples":[{"version":null,"state"\#
        :"active","replaced":7,"opened":[],"closed":[],"changed":[]}]},"Activated":{"anyOf":[{"$ref"\#
        :"#/components/schemas/ActivatedPolicy"},{"$ref":"#/components/schemas/ActivatedFile"}],"exa\#
        mples":[{"version":null,"state":"active","replaced":7,"opened":[],"closed":[],"changed":[]}]\#
        },"ActivationChange":{"type":"object","properties":{"replaced":{"oneOf":[{"$ref":"#/componen\#
        ts/schemas/Version"},{"type":"null"}],"description":"The version that was in force; null for\#
         the policy's file."},"opened":{"type":"array","items":{"type":"string"},"description":"Budg\#
        ets that begin."},"closed":{"type":"array","items":{"type":"string"},"description":"Budgets \#
        that end."},"changed":{"type":"array","items":{"type":"string"},"description":"Budgets with \#
        another meaning."}},"required":["replaced","opened","closed","changed"],"examples":[{"replac\#
        ed":6,"opened":["daily"],"closed":[],"changed":[]}]},"ActivatedPolicy":{"allOf":[{"$ref":"#/\#
        components/schemas/PolicyVersion"},{"$ref":"#/components/schemas/ActivationChange"}],"exampl\#
        es":[{"version":7,"state":"active","format":"yaml","hash":"9f2b6c0e5a4d4c7f8e1a2b3c4d5e6f708\#
        192a3b4c5d6e7f8091a2b3c4d5e6f70","note":"halves the day","created_at_ms":1795255380412,"crea\#
        ted_by":"person:ana@example.com","activated_at_ms":1795255440412,"findings":[],"replaced":6,\#
        "opened":["daily"],"closed":[],"changed":[]}]},"Price":{"type":"object","description":"An ed\#
        ition, in US dollars.","properties":{"provider":{"type":"string"},"model":{"type":"string"},\#
        "kind":{"type":"string"},"source":{"type":"string"},"context_tokens":{"type":["integer","nul\#
        l"],"minimum":0,"format":"int64"},"max_output_tokens":{"type":["integer","null"],"minimum":0\#
        ,"format":"int64"},"hides_reasoning":{"type":"boolean"},"from_ms":{"$ref":"#/components/sche\#
        mas/TimeMs"},"daily_hours":{"type":"string","description":"The hours of each day, UTC, in wh\#
        ich it holds."},"sheets":{"type":"array","items":{"type":"object","properties":{"variant":{"\#
        type":"string"},"above_input_tokens":{"type":"integer","minimum":0,"format":"int64"},"nanos_\#
        per_million":{"type":"object","description":"Billionths of a dollar for a million of each me\#
        asure.","additionalProperties":{"$ref":"#/components/schemas/Nanos"}}},"required":["variant"\#
        ,"above_input_tokens","nanos_per_million"]}}},"required":["provider","model","kind","source"\#
        ,"context_tokens","max_output_tokens","hides_reasoning","from_ms","sheets"],"examples":[{"pr\#
        ovider":"openai","model":"gpt-4o","kind":"chat","source":"genai-prices","context_tokens":128\#
        000,"max_output_tokens":16384,"hides_reasoning":false,"from_ms":0,"sheets":[{"variant":"stan\#
        dard","above_input_tokens":0,"nanos_per_million":{"input":2500000000,"output":10000000000}}]\#
        }]},"PriceList":{"type":"object","description":"A page of the list, in its order.","properti\#
        es":{"items":{"type":"array","items":{"$ref":"#/components/schemas/Price"},"maxItems":200},"\#
        next":{"$ref":"#/components/schemas/Next"}},"required":["items","next"]},"PriceEditions":{"t\#
        ype":"object","properties":{"provider":{"type":"string"},"model":{"type":"string"},"names":{\#
        "type":"array","items":{"type":"string"},"description":"Every name of the model."},"has_patt\#
        erns":{"type":"boolean","description":"Whether names that begin or end so fit, too."},"book"\#
        :{"type":"string","description":"The book's hash, as receipts name it."},"editions":{"type":\#
        "array","items":{"$ref":"#/components/schemas/Price"},"description":"The oldest first."}},"r\#
        equired":["provider","model","names","has_patterns","book","editions"],"examples":[{"provide\#
        r":"openai","model":"gpt-4o","names":["gpt-4o","gpt-4o-2024-08-06"],"has_patterns":false,"bo
        """#,
        #"""
        ok":"d55486b2","editions":[{"provider":"openai","model":"gpt-4o","kind":"chat","source":"gen\#
        ai-prices","context_tokens":128000,"max_output_tokens":16384,"hides_reasoning":false,"from_m\#
        s":0,"sheets":[{"variant":"standard","above_input_tokens":0,"nanos_per_million":{"input":250\#
        0000000,"output":10000000000}}]}]}]},"ApprovalID":{"type":"string","minLength":15,"maxLength\#
        ":36,"pattern":"^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|ap-[0-9a-f]{1\#
        2})$","description":"As the refusal or the call's answer named it."},"Vote":{"type":"object"\#
        ,"properties":{"by":{"$ref":"#/components/schemas/Who"},"for":{"type":"boolean"},"note":{"ty\#
        pe":"string"},"at_ms":{"$ref":"#/components/schemas/TimeMs"},"entry":{"$ref":"#/components/s\#
        chemas/Sequence"}},"required":["by","for","note","at_ms","entry"],"examples":[{"by":"person:\#
        ana@example.com","for":true,"note":"","at_ms":1795255380412,"entry":4712}]},"Approval":{"typ\#
        e":"object","properties":{"id":{"$ref":"#/components/schemas/ApprovalID"},"kind":{"type":"st\#
        ring","enum":["call","tool_call"]},"approval_id":{"$ref":"#/components/schemas/ApprovalID","\#
        description":"As `id`."},"tenant_id":{"$ref":"#/components/schemas/TenantID"},"decision_id":\#
        {"type":["string","null"],"description":"The decision that waits for it, as the sidecar name\#
        s it; null for a tool's call."},"state":{"type":"string","enum":["pending","granted","used",\#
        "denied","expired","withdrawn","approved","cancelled"],"description":"`approved` and `cancel\#
        led` only where the request names the tenant."},"workspace":{"oneOf":[{"$ref":"#/components/\#
        schemas/WorkspaceID"},{"type":"null"}],"description":"Null where the call has none."},"agent\#
        ":{"type":["string","null"]},"run":{"type":["string","null"]},"key_id":{"$ref":"#/components\#
        /schemas/KeyID"},"model":{"type":["string","null"]},"tool":{"type":["string","null"]},"lines\#
        ":{"type":"array","items":{"$ref":"#/components/schemas/Line"},"description":"What is, or wo\#
        uld be, set aside."},"cost_nanos":{"$ref":"#/components/schemas/Nanos","description":"The mo\#
        st that it can cost."},"currency":{"$ref":"#/components/schemas/Currency"},"reasons":{"type"\#
        :"array","items":{"type":"string"}},"approvers":{"type":["string","null"],"description":"The\#
         group that is asked; null: any approver."},"needed":{"type":"integer","minimum":1,"maximum"\#
        :16,"description":"Votes that it takes."},"votes":{"type":"array","items":{"$ref":"#/compone\#
        nts/schemas/Vote"}},"asked_at_ms":{"$ref":"#/components/schemas/TimeMs"},"until_ms":{"$ref":\#
        "#/components/schemas/TimeMs"},"created_at":{"$ref":"#/components/schemas/TimeText","descrip\#
        tion":"`asked_at_ms` as text."},"ttl_expires_at":{"$ref":"#/components/schemas/TimeText","de\#
        scription":"`until_ms` as text."},"used_by":{"type":["string","null"],"description":"The hol\#
        d of the call that was made with it."},"entry":{"$ref":"#/components/schemas/Sequence"}},"re\#
        quired":["id","approval_id","tenant_id","decision_id","kind","state","workspace","agent","ru\#
        n","key_id","model","tool","lines","cost_nanos","currency","reasons","approvers","needed","v\#
        otes","asked_at_ms","until_ms","created_at","ttl_expires_at","used_by","entry"],"examples":[\#
        {"id":"7c9b56b1-6ed1-49af-965c-3bf89c8d47f6","approval_id":"7c9b56b1-6ed1-49af-965c-3bf89c8d\#
        47f6","tenant_id":"acme","decision_id":"2fcb18f5-29d4-40ca-961f-7eac9fc40bf6","kind":"call",\#
        "state":"pending","workspace":"default","agent":"ag_0a1b2c3d4e5f6071","run":"run-1","key_id"\#
        :"key_31a85e644888287e72081733","model":"gpt-5","tool":null,"lines":[{"budget":"research-dai\#
        ly","scope":"agent=a1","unit":"USD","amount":250000000}],"cost_nanos":250000000,"currency":"\#
        USD","reasons":["the day's money is spent"],"approvers":"finance","needed":1,"votes":[],"ask\#
        ed_at_ms":1795255380412,"until_ms":1795258980412,"created_at":"2026-11-21T09:23:00.412Z","tt\#
        l_expires_at":"2026-11-21T10:23:00.412Z","used_by":null,"entry":4711}]},"ApprovalListing":{"\#
        oneOf":[{"$ref":"#/components/schemas/ApprovalList"},{"type":"array","maxItems":200,"items":\#
        {"$ref":"#/components/schemas/ApprovalSummary"},"description":"Where the request names the t\#
        enant."}],"examples":[[{"approval_id":"7c9b56b1-6ed1-49af-965c-3bf89c8d47f6","tenant_id":"ac\#
        me","decision_id":"2fcb18f5-29d4-40ca-961f-7eac9fc40bf6","state":"pending","ttl_expires_at":\#
        "2026-11-21T10:23:00.412Z","created_at":"2026-11-21T09:23:00.412Z"}]]},"ApprovalList":{"type\#
        ":"object","description":"A page of the list, in its order.","properties":{"items":{"type":"\#
        array","items":{"$ref":"#/components/schemas/Approval"},"maxItems":200},"next":{"$ref":"#/co\#
        mponents/schemas/Next"}},"required":["items","next"]},"Receipt":{"type":"object","descriptio\#
        n":"An entry in short.","properties":{"sequence":{"$ref":"#/components/schemas/Sequence"},"k\#
        ind":{"type":"string","description":"As docs/formats/entries.md has them."},"at_ms":{"$ref":\#
        "#/components/schemas/TimeMs"},"hash":{"type":"string","description":"The entry's, in hexade\#
        cimal."},"text":{"type":"string","description":"What happened, in a sentence."},"hold":{"typ\#
        e":["string","null"]},"key_id":{"type":["string","null"]},"workspace":{"type":["string","nul\#
        l"]},"agent":{"type":["string","null"]},"run":{"type":["string","null"]},"model":{"type":["s\#
        tring","null"]},"tool":{"type":["string","null"]},"cost_nanos":{"oneOf":[{"$ref":"#/componen\#
        ts/schemas/SignedNanos"},{"type":"null"}],"description":"In US dollars, where it is about mo\#
        ney of a call."}},"required":["sequence","kind","at_ms","hash","text","hold","key_id","works\#
        pace","agent","run","model","tool","cost_nanos"],"examples":[{"sequence":4711,"kind":"hold",\#
        "at_ms":1795255380412,"hash":"8fd7dc4763d943bd1c3b4f1e4dacd0aa50080079aa2975c50b0639c1e44128\#
        1f","text":"held 0.25 USD in research-daily (agent=a1)","hold":"7c9b56b1-6ed1-49af-965c-3bf8\#
        9c8d47f6","key_id":"key_31a85e644888287e72081733","workspace":"default","agent":"a1","run":"\#
        run-1","model":"gpt-5","tool":null,"cost_nanos":250000000}]},"ReceiptList":{"type":"object",\#
        "description":"A page of the list, in its order.","properties":{"items":{"type":"array","ite\#
        ms":{"$ref":"#/components/schemas/Receipt"},"maxItems":200},"next":{"$ref":"#/components/sch\#
        emas/Next"}},"required":["items","next"]},"ReceiptEntry":{"allOf":[{"$ref":"#/components/sch\#
        emas/Receipt"},{"type":"object","properties":{"line":{"type":"string","description":"The sto\#
        red line, byte for byte, over which the hash is made."},"entry":{"type":"object","descriptio\#
        n":"The entry, read."},"seal":{"description":"Null until it is sealed.","oneOf":[{"type":"ob\#
        ject","properties":{"first_sequence":{"$ref":"#/components/schemas/Sequence"},"last_sequence\#
        ":{"$ref":"#/components/schemas/Sequence"},"text":{"type":"string","description":"The seal a\#
        s it is stored."}},"required":["first_sequence","last_sequence","text"]},{"type":"null"}]}},\#
        "required":["line","entry","seal"]}],"examples":[{"sequence":4711,"kind":"hold","at_ms":1795\#
        255380412,"hash":"8fd7dc4763d943bd1c3b4f1e4dacd0aa50080079aa2975c50b0639c1e441281f","text":"\#
        held 0.25 USD in research-daily (agent=a1)","hold":"7c9b56b1-6ed1-49af-965c-3bf89c8d47f6","k\#
        ey_id":"key_31a85e644888287e72081733","workspace":"default","agent":"a1","run":"run-1","mode\#
        l":"gpt-5","tool":null,"cost_nanos":250000000,"line":"{\"decision\":{\"kind\":\"hold\"}}","e\#
        ntry":{"kind":"hold"},"seal":null}]},"Log":{"type":"object","description":"What to check rec\#
        eipts against; get the key by another way, too.","properties":{"origin":{"type":"string","de\#
        scription":"The log's name."},"entries":{"type":"integer","minimum":0,"format":"int64"},"hea\#
        d_hash":{"type":"string"},"checkpoint":{"type":["string","null"],"description":"The newest s\#
        igned checkpoint (C2SP tlog-checkpoint)."},"verifier_key":{"type":"string","description":"Th\#
        e log's key as witnesses take it."},"public_key":{"type":"string","description":"The same in\#
         hexadecimal."}},"required":["origin","entries","head_hash","checkpoint","verifier_key","pub\#
        lic_key"],"examples":[{"origin":"farthing/0191e2c4-7a10-7c1e-9b1f-3f5a6c7d8e9f","entries":47\#
        11,"head_hash":"8fd7dc4763d943bd1c3b4f1e4dacd0aa50080079aa2975c50b0639c1e441281f","checkpoin\#
        t":null,"verifier_key":"farthing/0191e2c4-7a10-7c1e-9b1f-3f5a6c7d8e9f+0a1b2c3d+AdYkW3lSJ0Y9m\#
        1Oa3zq0r1M0b1m9W0o3cA1yY0b5Yw0m","public_key":"d6245b795227463d9b539adf3ab4af533b1bd9bd5b4a3\#
        7700d7263b6f9630d26"}]},"Hold":{"type":"object","description":"Who has the headroom.","prope\#
        rties":{"id":{"type":"string"},"key_id":{"$ref":"#/components/schemas/KeyID"},"workspace":{"\#
        type":["string","null"]},"agent":{"type":["string","null"]},"run":{"type":["string","null"]}\#
        ,"model":{"type":["string","null"]},"tool":{"type":["string","null"]},"sent":{"type":"boolea\#
        n","description":"Whether it may cost already."},"job":{"type":["string","null"],"descriptio\#
        n":"What a provider goes on with."},"lines":{"type":"array","items":{"$ref":"#/components/sc\#
        hemas/Line"},"description":"What is held in each account."},"created_at_ms":{"$ref":"#/compo\#
        nents/schemas/TimeMs"},"expires_at_ms":{"$ref":"#/components/schemas/TimeMs"},"receipt":{"$r\#
        ef":"#/components/schemas/Sequence"}},"required":["id","key_id","workspace","agent","run","m\#
        odel","tool","sent","job","lines","created_at_ms","expires_at_ms","receipt"],"examples":[{"i\#
        d":"7c9b56b1-6ed1-49af-965c-3bf89c8d47f6","key_id":"key_31a85e644888287e72081733","workspace\#
        ":"default","agent":"a1","run":"run-1","model":"gpt-5","tool":null,"sent":true,"job":null,"l\#
        ines":[{"budget":"research-daily","scope":"agent=a1","unit":"USD","amount":250000000}],"crea\#
        ted_at_ms":1795255380412,"expires_at_ms":1795255500412,"receipt":4711}]},"HoldList":{"type":\#
        "object","description":"A page of the list, in its order.","properties":{"items":{"type":"ar\#
        ray","items":{"$ref":"#/components/schemas/Hold"},"maxItems":200},"next":{"$ref":"#/componen\#
        ts/schemas/Next"}},"required":["items","next"]},"Run":{"type":"object","properties":{"run":{\#
        "$ref":"#/components/schemas/RunID"},"parent":{"type":["string","null"]},"workspace":{"type"\#
        :["string","null"]},"agent":{"type":["string","null"]},"state":{"type":"string","enum":["run\#
        ning","ended","killed"],"description":"`ended`: nothing is held, and nothing came for an hou\#
        r, or nothing since its client told the sidecar that it is over, which a restart of the serv\#
        er forgets."},"calls":{"type":"integer","minimum":0,"format":"int64"},"refused":{"type":"int\#
        eger","minimum":0,"format":"int64"},"cost_nanos":{"$ref":"#/components/schemas/Nanos","descr\#
        iption":"Its own calls."},"tree_cost_nanos":{"$ref":"#/components/schemas/Nanos","descriptio\#
        n":"With its descendants."},"currency":{"$ref":"#/components/schemas/Currency"},"began_at_ms\#
        ":{"$ref":"#/components/schemas/TimeMs"},"last_at_ms":{"$ref":"#/components/schemas/TimeMs"}\#
        },"required":["run","parent","workspace","agent","state","calls","refused","cost_nanos","tre\#
        e_cost_nanos","currency","began_at_ms","last_at_ms"],"examples":[{"run":"run-1","parent":nul\#
        l,"workspace":"default","agent":"a1","state":"running","calls":12,"refused":1,"cost_nanos":4\#
        10000000,"tree_cost_nanos":530000000,"currency":"USD","began_at_ms":1795255320412,"last_at_m\#
        s":1795255380412}]},"RunList":{"type":"object","description":"A page of the list, in its ord\#
        er.","properties":{"items":{"type":"array","items":{"$ref":"#/components/schemas/Run"},"maxI\#
        tems":200},"next":{"$ref":"#/components/schemas/Next"}},"required":["items","next"]},"RunTre\#
        e":{"allOf":[{"$ref":"#/components/schemas/Run"},{"type":"object","properties":{"children":{\#
        "type":"array","items":{"$ref":"#/components/schemas/RunTree"}}},"required":["children"]}]},\#
        "RunShare":{"type":"object","properties":{"value":{"type":"string"},"calls":{"type":"integer\#
        ","minimum":0,"format":"int64"},"cost_nanos":{"$ref":"#/components/schemas/Nanos"}},"require\#
        d":["value","calls","cost_nanos"]},"RunDetail":{"allOf":[{"$ref":"#/components/schemas/Run"}\#
        ,{"type":"object","properties":{"children":{"type":"array","items":{"$ref":"#/components/sch\#
        emas/RunTree"},"description":"To eight levels and 1,000 runs."},"complete":{"type":"boolean"\#
        ,"description":"Whether these are all."},"by_model":{"type":"array","items":{"$ref":"#/compo\#
        nents/schemas/RunShare"},"maxItems":50,"description":"The whole tree's, the dearest first."}\#
        ,"by_tool":{"type":"array","items":{"$ref":"#/components/schemas/RunShare"},"maxItems":50}},\#
        "required":["children","complete","by_model","by_tool"]}],"examples":[{"run":"run-1","parent\#
        ":null,"workspace":"default","agent":"a1","state":"running","calls":12,"refused":1,"cost_nan\#
        os":410000000,"tree_cost_nanos":530000000,"currency":"USD","began_at_ms":1795255320412,"last\#
        _at_ms":1795255380412,"children":[{"run":"run-1-a","parent":"run-1","workspace":"default","a\#
        gent":"a1","state":"running","calls":3,"refused":1,"cost_nanos":120000000,"tree_cost_nanos":\#
        120000000,"currency":"USD","began_at_ms":1795255320412,"last_at_ms":1795255380412,"children"\#
        :[]}],"complete":true,"by_model":[{"value":"gpt-5","calls":15,"cost_nanos":530000000}],"by_t\#
        ool":[]}]},"Kill":{"type":"object","properties":{"target":{"type":"string","enum":["everythi\#
        ng","tenant"]},"tenant":{"type":["string","null"]},"at_ms":{"$ref":"#/components/schemas/Tim\#
        eMs"},"by":{"$ref":"#/components/schemas/Who"},"note":{"type":"string"},"sequence":{"$ref":"\#
        #/components/schemas/Sequence"}},"required":["target","tenant","at_ms","by","note","sequence\#
        "],"examples":[{"target":"everything","tenant":null,"at_ms":1795255380412,"by":"admin","note\#
        ":"","sequence":4711}]},"Kills":{"type":"object","description":"What is stopped as a whole n\#
        ow; agents and runs are in their own lists.","properties":{"items":{"type":"array","items":{\#
        "$ref":"#/components/schemas/Kill"},"maxItems":1000}},"required":["items"],"examples":[{"ite\#
        ms":[]}]},"KillRequest":{"type":"object","properties":{"target":{"type":"string","enum":["ev\#
        erything","tenant"]},"tenant":{"type":"string","minLength":1,"maxLength":256,"pattern":"^[^\\#
        \x00-\\x1f\\x7f]+$","description":"With target tenant."},"confirm":{"type":"string","minLeng\#
        th":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$","description":"The word `everything\#
        `, or the tenant's name: 409 `confirmation` for another."},"note":{"$ref":"#/components/sche\#
        mas/Note"}},"required":["target","confirm"],"additionalProperties":false,"examples":[{"targe\#
        t":"everything","confirm":"everything","note":"runaway agents"}]},"LiftKillRequest":{"type":\#
        "object","properties":{"target":{"type":"string","enum":["everything","tenant"]},"tenant":{"\#
        type":"string","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$","description\#
        ":"With target tenant."},"note":{"$ref":"#/components/schemas/Note"}},"required":["target"],\#
        "additionalProperties":false,"examples":[{"target":"everything"}]},"AnalyticsPoint":{"type":\#
        "object","properties":{"at_ms":{"$ref":"#/components/schemas/TimeMs","description":"Where th\#
        e step begins."},"calls":{"type":"integer","minimum":0,"format":"int64"},"refused":{"type":"\#
        integer","minimum":0,"format":"int64"},"cost_nanos":{"$ref":"#/components/schemas/Nanos"}},"\#
        required":["at_ms","calls","refused","cost_nanos"]},"AnalyticsGroup":{"type":"object","prope\#
        rties":{"value":{"type":"string","description":"Of the dimension; empty for calls without on\#
        e."},"calls":{"type":"integer","minimum":0,"format":"int64","description":"Calls that were c\#
        harged."},"refused":{"type":"integer","minimum":0,"format":"int64"},"cost_nanos":{"$ref":"#/\#
        components/schemas/Nanos"},"refused_nanos":{"$ref":"#/components/schemas/Nanos","description\#
        ":"What the refused ones could have cost at most."},"input_tokens":{"type":"integer","minimu\#
        m":0,"format":"int64"},"output_tokens":{"type":"integer","minimum":0,"format":"int64"},"poin\#
        ts":{"type":"array","items":{"$ref":"#/components/schemas/AnalyticsPoint"},"maxItems":2000,"\#
        description":"One for each step in which something was; none without `step`."}},"required":[\#
        "value","calls","refused","cost_nanos","refused_nanos","input_tokens","output_tokens","point\#
        s"],"examples":[{"value":"tavily-search","calls":3,"refused":0,"cost_nanos":90000000,"refuse\#
        d_nanos":0,"input_tokens":0,"output_tokens":0,"points":[{"at_ms":1795255200000,"calls":3,"re\#
        fused":0,"cost_nanos":90000000}]}]},"Analytics":{"type":"object","description":"In whole hou\#
        rs: `from_ms` is rounded down, `to_ms` up.","properties":{"currency":{"$ref":"#/components/s\#
        chemas/Currency"},"from_ms":{"$ref":"#/components/schemas/TimeMs"},"to_ms":{"$ref":"#/compon\#
        ents/schemas/TimeMs"},"by":{"type":"string"},"step":{"type":"string"},"groups":{"type":"arra\#
        y","items":{"$ref":"#/components/schemas/AnalyticsGroup"},"maxItems":200,"description":"The \#
        dearest first."},"other":{"description":"All groups that are left out, together.","oneOf":[{\#
        "$ref":"#/components/schemas/AnalyticsGroup"},{"type":"null"}]},"total":{"$ref":"#/component\#
        s/schemas/AnalyticsGroup"}},"required":["currency","from_ms","to_ms","by","step","groups","o\#
        ther","total"],"examples":[{"currency":"USD","from_ms":1795255200000,"to_ms":1795258800000,"\#
        by":"tool","step":"hour","groups":[{"value":"tavily-search","calls":3,"refused":0,"cost_nano\#
        s":90000000,"refused_nanos":0,"input_tokens":0,"output_tokens":0,"points":[{"at_ms":17952552\#
        00000,"calls":3,"refused":0,"cost_nanos":90000000}]}],"other":null,"total":{"value":"","call\#
        s":3,"refused":0,"cost_nanos":90000000,"refused_nanos":0,"input_tokens":0,"output_tokens":0,\#
        "points":[{"at_ms":1795255200000,"calls":3,"refused":0,"cost_nanos":90000000}]}}]},"Change":\#
        {"type":"object","description":"Never has a secret.","properties":{"sequence":{"$ref":"#/com\#
        ponents/schemas/Sequence"},"at_ms":{"$ref":"#/components/schemas/TimeMs"},"by":{"$ref":"#/co\#
        mponents/schemas/Who"},"action":{"type":"string","description":"create, edit, remove, or a c\#
        ommand's kind in the journal, as `topUp`."},"collection":{"type":["string","null"]},"id":{"t\#
        ype":["string","null"]},"version":{"oneOf":[{"$ref":"#/components/schemas/Version"},{"type":\#
        "null"}]},"note":{"type":"string"},"before":{"type":["object","null"],"description":"The sto\#
        red document before."},"after":{"type":["object","null"],"description":"And after; null: rem\#
        oved."}},"required":["sequence","at_ms","by","action","collection","id","version","note","be\#
        fore","after"],"examples":[{"sequence":4711,"at_ms":1795255380412,"by":"admin","action":"edi\#
        t","collection":"agents","id":"ag_0a1b2c3d4e5f6071","version":2,"note":"","before":{"dailyLi\#
        mitNanos":50000000000},"after":{"dailyLimitNanos":80000000000}}]},"ChangeList":{"type":"obje\#
        ct","description":"A page of the list, in its order.","properties":{"items":{"type":"array",\#
        "items":{"$ref":"#/components/schemas/Change"},"maxItems":200},"next":{"$ref":"#/components/
        """#,
        #"""
        schemas/Next"}},"required":["items","next"]},"PersonID":{"type":"string","minLength":1,"maxL\#
        ength":255,"pattern":"^[\\x21-\\x7e]+$","description":"An address of e-mail that the identit\#
        y provider has verified, or a subject of it."},"Person":{"type":"object","properties":{"id":\#
        {"$ref":"#/components/schemas/PersonID"},"name":{"type":"string"},"roles":{"type":"array","i\#
        tems":{"$ref":"#/components/schemas/RoleName"}},"workspace":{"oneOf":[{"$ref":"#/components/\#
        schemas/WorkspaceID"},{"type":"null"}],"description":"The one in which that holds; null: all\#
        ."},"approves":{"type":"array","items":{"type":"string"},"description":"The groups of approv\#
        ers in which this one may vote."},"created_at_ms":{"$ref":"#/components/schemas/TimeMs"},"la\#
        st_sign_in_at_ms":{"oneOf":[{"$ref":"#/components/schemas/TimeMs"},{"type":"null"}]},"versio\#
        n":{"$ref":"#/components/schemas/Version"}},"required":["id","name","roles","workspace","app\#
        roves","created_at_ms","last_sign_in_at_ms","version"],"examples":[{"id":"ana@example.com","\#
        name":"Ana","roles":["approver"],"workspace":null,"approves":["finance"],"created_at_ms":179\#
        5255380412,"last_sign_in_at_ms":null,"version":1}]},"PersonList":{"type":"object","descripti\#
        on":"A page of the list, in its order.","properties":{"items":{"type":"array","items":{"$ref\#
        ":"#/components/schemas/Person"},"maxItems":200},"next":{"$ref":"#/components/schemas/Next"}\#
        },"required":["items","next"]},"PutPersonRequest":{"type":"object","description":"All of it;\#
         what is left out is none.","properties":{"name":{"type":"string","maxLength":100,"pattern":\#
        "^[^\\x00-\\x1f\\x7f]*$"},"roles":{"type":"array","items":{"$ref":"#/components/schemas/Role\#
        Name"},"maxItems":5,"uniqueItems":true},"workspace":{"oneOf":[{"$ref":"#/components/schemas/\#
        WorkspaceID"},{"type":"null"}],"description":"The one in which that holds; null: all."},"app\#
        roves":{"type":"array","items":{"type":"string","minLength":1,"maxLength":128,"pattern":"^[^\#
        \\x00-\\x1f\\x7f]+$"},"maxItems":32,"uniqueItems":true},"note":{"$ref":"#/components/schemas\#
        /Note"}},"required":["roles"],"additionalProperties":false,"examples":[{"name":"Ana","roles"\#
        :["approver"],"approves":["finance"]}]},"WebhookID":{"type":"string","maxLength":19,"pattern\#
        ":"^wh_[0-9a-f]{16}$"},"Webhook":{"type":"object","properties":{"id":{"$ref":"#/components/s\#
        chemas/WebhookID"},"url":{"type":"string"},"types":{"type":"array","items":{"type":"string"}\#
        },"language":{"type":"string"},"enabled":{"type":"boolean"},"delivery":{"type":"object","des\#
        cription":"Since the server's start.","properties":{"behind":{"type":"integer","minimum":0,"\#
        format":"int64","description":"Events that wait."},"delivered":{"type":"integer","minimum":0\#
        ,"format":"int64"},"failed":{"type":"integer","minimum":0,"format":"int64","description":"Tr\#
        ies."},"dropped":{"type":"integer","minimum":0,"format":"int64","description":"Events that w\#
        ere given up."},"last_status":{"type":["integer","null"],"minimum":0,"format":"int64"},"last\#
        _error":{"type":["string","null"],"description":"Why the last one that was sent was not take\#
        n; null where it was."},"last_taken_at_ms":{"oneOf":[{"$ref":"#/components/schemas/TimeMs"},\#
        {"type":"null"}]},"last_tried_at_ms":{"oneOf":[{"$ref":"#/components/schemas/TimeMs"},{"type\#
        ":"null"}]}},"required":["behind","delivered","failed","dropped","last_error","last_status",\#
        "last_taken_at_ms","last_tried_at_ms"]},"version":{"$ref":"#/components/schemas/Version"}},"\#
        required":["id","url","types","language","enabled","delivery","version"],"examples":[{"id":"\#
        wh_0a1b2c3d4e5f6071","url":"https://hooks.example.com/farthing","types":["budget.*"],"langua\#
        ge":"en","enabled":true,"delivery":{"behind":0,"delivered":12,"failed":0,"dropped":0,"last_s\#
        tatus":204,"last_error":null,"last_taken_at_ms":1795255380412,"last_tried_at_ms":17952553804\#
        12},"version":1}]},"WebhookList":{"type":"object","description":"A page of the list, in its \#
        order.","properties":{"items":{"type":"array","items":{"$ref":"#/components/schemas/Webhook"\#
        },"maxItems":200},"next":{"$ref":"#/components/schemas/Next"}},"required":["items","next"]},\#
        "WebhookWithSecret":{"allOf":[{"$ref":"#/components/schemas/Webhook"},{"type":"object","prop\#
        erties":{"secret":{"type":["string","null"],"description":"`whsec_…`, by which deliveries ar\#
        e signed, shown this once; null in an answer that is repeated."}},"required":["secret"]}],"e\#
        xamples":[{"id":"wh_0a1b2c3d4e5f6071","url":"https://hooks.example.com/farthing","types":["b\#
        udget.*"],"language":"en","enabled":true,"delivery":{"behind":0,"delivered":12,"failed":0,"d\#
        ropped":0,"last_status":204,"last_error":null,"last_taken_at_ms":1795255380412,"last_tried_a\#
        t_ms":1795255380412},"version":1,"secret":"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\#
        ="}]},"CreateWebhookRequest":{"type":"object","properties":{"url":{"type":"string","minLengt\#
        h":1,"maxLength":2048,"format":"uri","description":"`https`, or `http` on this machine. It i\#
        s shown without its query."},"types":{"type":"array","items":{"type":"string","minLength":1,\#
        "maxLength":64,"pattern":"^[a-z_.*]+$"},"maxItems":32,"uniqueItems":true,"description":"Type\#
        s or patterns, as `budget.*`; none: all but `call.refused`."},"language":{"type":"string","e\#
        num":["en","es","pt"],"description":"Of the sentences in events; without it the server's."},\#
        "enabled":{"type":"boolean","default":true},"note":{"$ref":"#/components/schemas/Note"}},"re\#
        quired":["url"],"additionalProperties":false,"examples":[{"url":"https://hooks.example.com/f\#
        arthing","types":["budget.*","approval.*"]}]},"EditWebhookRequest":{"type":"object","propert\#
        ies":{"url":{"type":"string","minLength":1,"maxLength":2048,"format":"uri","description":"`h\#
        ttps`, or `http` on this machine. It is shown without its query."},"types":{"type":"array","\#
        items":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[a-z_.*]+$"},"maxItems":32,\#
        "uniqueItems":true,"description":"Types or patterns, as `budget.*`; none: all but `call.refu\#
        sed`."},"language":{"type":"string","enum":["en","es","pt"],"description":"Of the sentences \#
        in events."},"enabled":{"type":"boolean"},"note":{"$ref":"#/components/schemas/Note"}},"minP\#
        roperties":1,"additionalProperties":false,"examples":[{"enabled":false}]},"WebhookTest":{"ty\#
        pe":"object","properties":{"status":{"type":["integer","null"],"minimum":100,"maximum":599,"\#
        description":"What the receiver answered; null: nothing."},"duration_ms":{"type":"integer","\#
        minimum":0,"format":"int64"},"error":{"type":["string","null"],"description":"Why nothing ca\#
        me."}},"required":["status","duration_ms","error"],"examples":[{"status":204,"duration_ms":4\#
        1,"error":null}]},"Settings":{"type":"object","properties":{"approval_hold_ms":{"type":"inte\#
        ger","minimum":60000,"maximum":2592000000,"format":"int64","description":"How long a tool ca\#
        ll waits for a decision; of those that wait already, nothing changes."},"unknown_tools":{"ty\#
        pe":"string","enum":["refuse","estimate"],"description":"What a tool costs that is not regis\#
        tered: nothing is admitted, or what the agent says."},"session_ms":{"type":"integer","minimu\#
        m":300000,"maximum":2592000000,"format":"int64","description":"How long a sign-in lasts at m\#
        ost, those too that have begun."},"alerts":{"type":"object","description":"When an event `al\#
        ert.*` is made.","properties":{"enabled":{"type":"boolean"},"burn_rate_percent":{"type":"int\#
        eger","minimum":100,"maximum":100000,"description":"An account that spends at this share of \#
        the pace that would use it up exactly."},"exhaustion_within_ms":{"type":"integer","minimum":\#
        60000,"maximum":2592000000,"format":"int64","description":"An account that will be used up s\#
        o soon."},"unaccounted_nanos":{"$ref":"#/components/schemas/Nanos","description":"Charges of\#
         calls whose usage is not known, in a day and US dollars."}},"required":["enabled","burn_rat\#
        e_percent","exhaustion_within_ms","unaccounted_nanos"]},"version":{"$ref":"#/components/sche\#
        mas/Version"}},"required":["approval_hold_ms","unknown_tools","session_ms","alerts","version\#
        "],"examples":[{"approval_hold_ms":604800000,"unknown_tools":"estimate","session_ms":4320000\#
        0,"alerts":{"enabled":true,"burn_rate_percent":200,"exhaustion_within_ms":3600000,"unaccount\#
        ed_nanos":1000000000},"version":1}]},"EditSettingsRequest":{"type":"object","properties":{"a\#
        pproval_hold_ms":{"type":"integer","minimum":60000,"maximum":2592000000,"format":"int64","de\#
        scription":"How long a tool call waits for a decision; of those that wait already, nothing c\#
        hanges."},"unknown_tools":{"type":"string","enum":["refuse","estimate"],"description":"What \#
        a tool costs that is not registered: nothing is admitted, or what the agent says."},"session\#
        _ms":{"type":"integer","minimum":300000,"maximum":2592000000,"format":"int64","description":\#
        "How long a sign-in lasts at most, those too that have begun."},"alerts":{"type":"object","p\#
        roperties":{"enabled":{"type":"boolean"},"burn_rate_percent":{"type":"integer","minimum":100\#
        ,"maximum":100000,"description":"An account that spends at this share of the pace that would\#
         use it up exactly."},"exhaustion_within_ms":{"type":"integer","minimum":60000,"maximum":259\#
        2000000,"format":"int64","description":"An account that will be used up so soon."},"unaccoun\#
        ted_nanos":{"$ref":"#/components/schemas/Nanos","description":"Charges of calls whose usage \#
        is not known, in a day and US dollars."}},"additionalProperties":false},"note":{"$ref":"#/co\#
        mponents/schemas/Note"}},"minProperties":1,"additionalProperties":false,"examples":[{"unknow\#
        n_tools":"refuse"}]},"RegisterAgentRequest":{"type":"object","properties":{"name":{"type":"s\#
        tring","minLength":1,"maxLength":100},"daily_budget":{"type":"number","exclusiveMinimum":0,"\#
        maximum":900000000,"description":"What the agent may spend in a day of the workspace's zone.\#
        "},"workspace_id":{"type":"string","maxLength":50,"default":"default","description":"The wor\#
        kspace."}},"required":["name","daily_budget"],"examples":[{"name":"researcher","daily_budget\#
        ":50,"workspace_id":"default"}]},"RegisteredAgent":{"type":"object","description":"The key i\#
        s shown this once.","properties":{"api_key":{"type":"string","pattern":"^ag-[0-9a-f]{32}$","\#
        description":"`ag-` and 32 hexadecimal digits."},"name":{"type":"string"},"daily_budget":{"t\#
        ype":"number","minimum":0,"maximum":900000000},"workspace_id":{"type":"string"},"message":{"\#
        type":"string"}},"required":["api_key","name","daily_budget","workspace_id","message"],"exam\#
        ples":[{"api_key":"ag-00000000000000000000000000000000","name":"researcher","daily_budget":5\#
        0,"workspace_id":"default","message":"Keep this key: it is not shown again."}]},"ToolCallReq\#
        uest":{"type":"object","properties":{"agent_key":{"type":"string","maxLength":256,"descripti\#
        on":"The agent's key; left out where the header Authorization has it."},"tool_name":{"type":\#
        "string","maxLength":200,"description":"The tool; a registered one has its own price."},"est\#
        imated_cost":{"type":"number","minimum":0,"maximum":900000000,"default":0,"description":"Wha\#
        t it costs where the tool is not registered."}},"required":["tool_name"],"examples":[{"agent\#
        _key":"ag-00000000000000000000000000000000","tool_name":"tavily-search","estimated_cost":0.0\#
        3}]},"ToolCallAnswer":{"type":"object","description":"The call is charged, or, with `approva\#
        l_status`, its money is held until somebody decides.","properties":{"status":{"type":"string\#
        ","enum":["approved"]},"agent":{"type":"string"},"tool":{"type":"string"},"estimated_cost":{\#
        "type":"number","minimum":0,"maximum":900000000},"actual_cost":{"type":"number","minimum":0,\#
        "maximum":900000000},"cost_source":{"type":"string","enum":["registry","client_estimate"]},"\#
        spent_today":{"type":"number","minimum":0,"maximum":900000000},"remaining":{"type":"number",\#
        "minimum":0,"maximum":900000000},"calls_today":{"type":"integer","minimum":0,"format":"int64\#
        "},"approval_id":{"type":"string","pattern":"^ap-[0-9a-f]{12}$"},"approval_status":{"type":"\#
        string","enum":["pending"]},"message":{"type":"string"},"policy_warnings":{"type":"array","i\#
        tems":{"type":"string"}}},"required":["status","agent","tool","estimated_cost","actual_cost"\#
        ,"cost_source","spent_today","remaining","calls_today"],"examples":[{"status":"approved","ag\#
        ent":"researcher","tool":"tavily-search","estimated_cost":0.03,"actual_cost":0.03,"cost_sour\#
        ce":"registry","spent_today":0.03,"remaining":49.97,"calls_today":1}]},"ResumedAgent":{"type\#
        ":"object","properties":{"status":{"type":"string","enum":["resumed","already_active"]},"nam\#
        e":{"type":"string"},"daily_budget":{"type":"number","minimum":0,"maximum":900000000},"messa\#
        ge":{"type":"string"}},"required":["status","name"],"examples":[{"status":"already_active","\#
        name":"researcher"}]},"ResetAgent":{"type":"object","properties":{"status":{"type":"string",\#
        "enum":["reset"]},"name":{"type":"string"},"daily_budget":{"type":"number","minimum":0,"maxi\#
        mum":900000000},"spent_today":{"type":"number","minimum":0,"maximum":900000000},"calls_today\#
        ":{"type":"integer","minimum":0,"format":"int64"},"message":{"type":"string"}},"required":["\#
        status","name","daily_budget","spent_today","calls_today","message"],"examples":[{"status":"\#
        reset","name":"researcher","daily_budget":50,"spent_today":0,"calls_today":0,"message":"Coun\#
        ters are zero."}]},"RegisterToolRequest":{"type":"object","properties":{"name":{"type":"stri\#
        ng","minLength":1,"maxLength":100},"cost_per_call":{"type":"number","minimum":0,"maximum":90\#
        0000000},"description":{"type":"string","maxLength":500,"default":""},"workspace_id":{"type"\#
        :"string","maxLength":50,"default":"default","description":"The workspace."}},"required":["n\#
        ame","cost_per_call"],"examples":[{"name":"tavily-search","cost_per_call":0.03,"description"\#
        :"web search"}]},"PeerTool":{"type":"object","properties":{"name":{"type":"string"},"cost_pe\#
        r_call":{"type":"number","minimum":0,"maximum":900000000},"description":{"type":"string"},"w\#
        orkspace_id":{"type":"string"},"registered_at":{"type":"string"}},"required":["name","cost_p\#
        er_call","description","workspace_id"],"examples":[{"name":"tavily-search","cost_per_call":0\#
        .03,"description":"web search","workspace_id":"default"}]},"RegisteredTool":{"type":"object"\#
        ,"properties":{"status":{"type":"string","enum":["registered","updated"]},"tool":{"$ref":"#/\#
        components/schemas/PeerTool"}},"required":["status","tool"],"examples":[{"status":"registere\#
        d","tool":{"name":"tavily-search","cost_per_call":0.03,"description":"web search","workspace\#
        _id":"default"}}]},"PeerFilter":{"type":"object","description":"What was asked for.","proper\#
        ties":{"workspace_id":{"type":["string","null"]}},"required":["workspace_id"]},"PeerTools":{\#
        "type":"object","description":"By name. Without any tool `message` stands in place of `count\#
        ` and `filter`.","properties":{"tools":{"type":"array","items":{"$ref":"#/components/schemas\#
        /PeerTool"}},"count":{"type":"integer","minimum":0,"format":"int64"},"filter":{"$ref":"#/com\#
        ponents/schemas/PeerFilter"},"message":{"type":"string"}},"required":["tools"],"examples":[{\#
        "tools":[],"message":"No tools are registered."}]},"PeerToolAnalytics":{"type":"object","des\#
        cription":"The dearest tool first.","properties":{"tools":{"type":"array","items":{"type":"o\#
        bject","properties":{"tool_name":{"type":"string"},"total_calls":{"type":"integer","minimum"\#
        :0,"format":"int64"},"total_spent":{"type":"number","minimum":0,"maximum":900000000},"avg_co\#
        st":{"type":"number","minimum":0,"maximum":900000000},"agent_count":{"type":"integer","minim\#
        um":0,"format":"int64"}},"required":["tool_name","total_calls","total_spent","avg_cost","age\#
        nt_count"]}},"total_tools":{"type":"integer","minimum":0,"format":"int64"},"total_spend":{"t\#
        ype":"number","minimum":0,"maximum":900000000},"filter":{"$ref":"#/components/schemas/PeerFi\#
        lter"}},"required":["tools","total_tools","total_spend","filter"],"examples":[{"tools":[{"to\#
        ol_name":"tavily-search","total_calls":3,"total_spent":0.09,"avg_cost":0.03,"agent_count":1}\#
        ],"total_tools":1,"total_spend":0.09,"filter":{"workspace_id":null}}]},"AddWorkspaceRequest"\#
        :{"type":"object","properties":{"name":{"type":"string","minLength":1,"maxLength":100},"desc\#
        ription":{"type":"string","maxLength":500,"default":""}},"required":["name"],"examples":[{"n\#
        ame":"research"}]},"AddedWorkspace":{"type":"object","description":"The key is shown this on\#
        ce; it opens this workspace's routes.","properties":{"id":{"type":"string"},"name":{"type":"\#
        string"},"description":{"type":"string"},"api_key":{"type":"string","pattern":"^ag-[0-9a-f]{\#
        32}$"},"message":{"type":"string"}},"required":["id","name","description","api_key","message\#
        "],"examples":[{"id":"ws-0011223344556677","name":"research","description":"","api_key":"ag-\#
        00000000000000000000000000000000","message":"Keep this key: it is not shown again."}]},"Peer\#
        Workspaces":{"type":"object","description":"The oldest first.","properties":{"workspaces":{"\#
        type":"array","items":{"type":"object","properties":{"id":{"type":"string"},"name":{"type":"\#
        string"},"description":{"type":"string"},"api_key":{"type":"string","description":"Always th\#
        e same mask."},"created_at":{"type":"string"}},"required":["id","name","description","api_ke\#
        y","created_at"]}},"count":{"type":"integer","minimum":0,"format":"int64"}},"required":["wor\#
        kspaces","count"],"examples":[{"workspaces":[{"id":"default","name":"Default","description":\#
        "","api_key":"ag-****","created_at":"2026-11-22T01:00:00.000000"}],"count":1}]},"RuleTypes":\#
        {"type":"object","properties":{"policy_types":{"type":"object","additionalProperties":{"type\#
        ":"string"}},"actions":{"type":"object","additionalProperties":{"type":"string"}}},"required\#
        ":["policy_types","actions"],"examples":[{"policy_types":{"block_tool":"Blocks one tool"},"a\#
        ctions":{"block":"Refuses the call"}}]},"RuleConfig":{"type":"object","description":"Depends\#
         on the kind: `tool_name` (block_tool, require_approval), `max_cost` (block_tool_over_cost),\#
         `category` (block_category), `threshold_pct` (budget_warning), `min_cost` (require_approval\#
        ).","properties":{"tool_name":{"type":"string","maxLength":200},"max_cost":{"type":"number",\#
        "minimum":0,"maximum":900000000},"category":{"type":"string","maxLength":100},"threshold_pct\#
        ":{"type":"number","minimum":0,"maximum":1000},"min_cost":{"type":"number","minimum":0,"maxi\#
        mum":900000000}},"maxProperties":16},"CreateRuleRequest":{"type":"object","properties":{"nam\#
        e":{"type":"string","minLength":1,"maxLength":100},"description":{"type":"string","maxLength\#
        ":500,"default":""},"policy_type":{"type":"string","maxLength":64,"description":"block_tool,\#
         block_tool_over_cost, block_category, budget_warning or require_approval; another is refuse
        """#,
        #"""
        d with 400."},"policy_config":{"$ref":"#/components/schemas/RuleConfig"},"action":{"type":"s\#
        tring","maxLength":64,"default":"block","description":"block, warn or require_approval; anot\#
        her is refused with 400."},"workspace_id":{"type":"string","maxLength":50,"default":"default\#
        ","description":"The workspace."}},"required":["name","policy_type"],"examples":[{"name":"no\#
         sms","policy_type":"block_tool","policy_config":{"tool_name":"twilio-sms"},"action":"block"\#
        }]},"CreatedRule":{"type":"object","properties":{"id":{"type":"integer","minimum":1,"format"\#
        :"int64"},"name":{"type":"string"},"policy_type":{"type":"string"},"action":{"type":"string"\#
        },"workspace_id":{"type":"string"},"enabled":{"type":"boolean"},"message":{"type":"string"}}\#
        ,"required":["id","name","policy_type","action","workspace_id","enabled","message"],"example\#
        s":[{"id":1,"name":"no sms","policy_type":"block_tool","action":"block","workspace_id":"defa\#
        ult","enabled":true,"message":"Policy created."}]},"Rule":{"type":"object","properties":{"id\#
        ":{"type":"integer","minimum":1,"format":"int64"},"workspace_id":{"type":"string"},"name":{"\#
        type":"string"},"description":{"type":"string"},"policy_type":{"type":"string"},"policy_conf\#
        ig":{"type":"object"},"action":{"type":"string"},"enabled":{"type":"boolean"},"violation_cou\#
        nt":{"type":"integer","minimum":0,"format":"int64"},"created_at":{"type":"string"},"updated_\#
        at":{"type":"string"}},"required":["id","workspace_id","name","description","policy_type","p\#
        olicy_config","action","enabled","violation_count","created_at","updated_at"],"examples":[{"\#
        id":1,"workspace_id":"default","name":"no sms","description":"","policy_type":"block_tool","\#
        policy_config":{"tool_name":"twilio-sms"},"action":"block","enabled":true,"violation_count":\#
        0,"created_at":"2026-11-22T01:00:00.000000","updated_at":"2026-11-22T01:00:00.000000"}]},"Ru\#
        les":{"type":"object","description":"The newest first.","properties":{"policies":{"type":"ar\#
        ray","items":{"$ref":"#/components/schemas/Rule"}},"count":{"type":"integer","minimum":0,"fo\#
        rmat":"int64"}},"required":["policies","count"],"examples":[{"policies":[],"count":0}]},"Tog\#
        gleRuleRequest":{"type":"object","properties":{"enabled":{"type":"boolean"}},"required":["en\#
        abled"],"examples":[{"enabled":false}]},"DeletedRule":{"type":"object","properties":{"status\#
        ":{"type":"string","enum":["deleted"]},"policy_id":{"type":"integer","minimum":1,"format":"i\#
        nt64"}},"required":["status","policy_id"],"examples":[{"status":"deleted","policy_id":1}]},"\#
        DecideCallRequest":{"type":"object","properties":{"approval_id":{"type":"string","maxLength"\#
        :64,"description":"The one of the path, where it is sent."},"decision":{"type":"string","enu\#
        m":["approve","deny"]}},"required":["decision"],"examples":[{"approval_id":"ap-0a1b2c3d4e5f"\#
        ,"decision":"approve"}]},"DecidedCall":{"type":"object","properties":{"status":{"type":"stri\#
        ng","enum":["approved","denied"]},"tool_name":{"type":"string"},"cost":{"type":"number","min\#
        imum":0,"maximum":900000000},"message":{"type":"string"}},"required":["status","tool_name","\#
        message"],"examples":[{"status":"approved","tool_name":"twilio-sms","cost":1.5,"message":"Th\#
        e call is approved and charged."}]},"PendingCalls":{"type":"object","properties":{"pending":\#
        {"type":"array","items":{"type":"object","properties":{"approval_id":{"type":"string"},"agen\#
        t":{"type":"string","description":"The agent's name."},"agent_key":{"type":"string","descrip\#
        tion":"Always the same mask."},"tool_name":{"type":"string"},"cost":{"type":"number","minimu\#
        m":0,"maximum":900000000},"policies":{"type":"array","items":{"type":"integer","minimum":1,"\#
        format":"int64"}},"status":{"type":"string","enum":["pending"]},"created_at":{"type":"string\#
        "}},"required":["approval_id","agent","agent_key","tool_name","cost","policies","status","cr\#
        eated_at"]}},"count":{"type":"integer","minimum":0,"format":"int64"}},"required":["pending",\#
        "count"],"examples":[{"pending":[],"count":0}]},"PeerService":{"type":"object","properties":\#
        {"service":{"type":"string"},"version":{"type":"string"},"agents_registered":{"type":"intege\#
        r","minimum":0,"format":"int64"},"total_calls_tracked":{"type":"integer","minimum":0,"format\#
        ":"int64","description":"Calls that were approved."},"tools_registered":{"type":"integer","m\#
        inimum":0,"format":"int64"},"docs":{"type":"string"}},"required":["service","version","agent\#
        s_registered","total_calls_tracked","tools_registered","docs"],"examples":[{"service":"farth\#
        ing","version":"0.6.0","agents_registered":0,"total_calls_tracked":0,"tools_registered":0,"d\#
        ocs":"/docs"}]},"ModelTariff":{"type":"object","description":"Cost units per 1,000 or per 1,\#
        000,000 tokens.","properties":{"input_cu_per_1k":{"type":"integer","minimum":0},"input_cu_pe\#
        r_1m":{"type":"integer","minimum":0},"output_cu_per_1k":{"type":"integer","minimum":0},"outp\#
        ut_cu_per_1m":{"type":"integer","minimum":0},"cached_cu_per_1k":{"type":"integer","minimum":\#
        0},"cached_cu_per_1m":{"type":"integer","minimum":0}}},"Tariff":{"type":"object","descriptio\#
        n":"Prices in cost units, made of the price book in force and rounded up.","properties":{"ta\#
        riff_version":{"type":"string"},"registry_version":{"type":"string"},"cu_per_usd":{"type":"i\#
        nteger","minimum":1,"format":"int64"},"llm":{"type":"object","properties":{"default":{"$ref"\#
        :"#/components/schemas/ModelTariff"},"providers":{"type":"object","additionalProperties":{"t\#
        ype":"object","properties":{"models":{"type":"object","additionalProperties":{"$ref":"#/comp\#
        onents/schemas/ModelTariff"}}},"required":["models"]}}},"required":["default","providers"]},\#
        "tools":{"type":"object","additionalProperties":{"type":"integer","minimum":0}}},"required":\#
        ["tariff_version","registry_version","cu_per_usd","llm","tools"],"examples":[{"tariff_versio\#
        n":"b1946ac9","registry_version":"3","cu_per_usd":1000,"llm":{"default":{"input_cu_per_1k":3\#
        ,"output_cu_per_1k":10},"providers":{"openai":{"models":{"gpt-4o":{"input_cu_per_1m":2500,"o\#
        utput_cu_per_1k":10,"cached_cu_per_1k":2}}}}},"tools":{"tavily-search":1}}]},"ReserveRequest\#
        ":{"type":"object","properties":{"run_id":{"type":"string","minLength":1,"maxLength":256},"c\#
        ost_limit":{"type":["integer","null"],"minimum":1,"maximum":900000000000,"description":"The \#
        most that the run may cost, in CU; the key's budgets bound it further."},"plan_key":{"type":\#
        ["string","null"],"maxLength":256},"user_id":{"type":["string","null"],"maxLength":256}},"re\#
        quired":["run_id"],"examples":[{"run_id":"run-1","cost_limit":50,"plan_key":"pro","user_id":\#
        "alice"}]},"Reservation":{"type":"object","description":"The same run, limit, plan and user \#
        while it is open: the same reservation.","properties":{"reserve_id":{"type":"string"},"statu\#
        s":{"type":"string","enum":["reserved"]},"cost_limit":{"type":"integer","minimum":0,"maximum\#
        ":9007199254740991,"format":"int64"},"tariff_version":{"type":"string"},"estimated_usd_micro\#
        s":{"type":"integer","minimum":0,"maximum":9007199254740991,"format":"int64"}},"required":["\#
        reserve_id","status","tariff_version"],"examples":[{"reserve_id":"rsv_7c9b56b16ed149af965c3b\#
        f89c8d47f6","status":"reserved","cost_limit":50,"tariff_version":"b1946ac9","estimated_usd_m\#
        icros":50000}]},"UsageRow":{"type":"object","description":"A model's call, or with `type` `c\#
        ustom_cost` something else that cost.","properties":{"type":{"type":"string","enum":["custom\#
        _cost"]},"provider":{"type":"string","maxLength":256},"provider_model_id":{"type":"string","\#
        maxLength":256},"input_tokens":{"type":"integer","minimum":0,"maximum":1000000000000,"format\#
        ":"int64"},"cached_input_tokens":{"type":"integer","minimum":0,"maximum":1000000000000,"form\#
        at":"int64"},"output_tokens":{"type":"integer","minimum":0,"maximum":1000000000000,"format":\#
        "int64"},"name":{"type":"string","maxLength":256},"cost_cu":{"type":"integer","minimum":0,"m\#
        aximum":900000000000,"format":"int64"},"scope_name":{"type":["string","null"],"maxLength":25\#
        6}}},"SettleRequest":{"type":"object","description":"What the run cost: by its rows, at the \#
        price book's prices.","properties":{"reserve_id":{"type":"string","minLength":1,"maxLength":\#
        128},"input_tokens":{"type":"integer","minimum":0,"maximum":1000000000000,"format":"int64"},\#
        "cached_input_tokens":{"type":"integer","minimum":0,"maximum":1000000000000,"format":"int64"\#
        },"output_tokens":{"type":"integer","minimum":0,"maximum":1000000000000,"format":"int64"},"u\#
        sage_breakdown":{"type":"array","items":{"$ref":"#/components/schemas/UsageRow"},"maxItems":\#
        100000},"cache_write_tokens_5m":{"type":"integer","minimum":0,"maximum":1000000000000,"forma\#
        t":"int64"},"cache_write_tokens_1h":{"type":"integer","minimum":0,"maximum":1000000000000,"f\#
        ormat":"int64"},"web_search_count":{"type":"integer","minimum":0,"maximum":1000000000000,"fo\#
        rmat":"int64"},"reasoning_effort":{"type":["string","null"],"maxLength":64}},"required":["re\#
        serve_id","input_tokens","cached_input_tokens","output_tokens","usage_breakdown"],"examples"\#
        :[{"reserve_id":"rsv_7c9b56b16ed149af965c3bf89c8d47f6","input_tokens":0,"cached_input_tokens\#
        ":0,"output_tokens":0,"usage_breakdown":[{"type":"custom_cost","name":"tavily","cost_cu":5,"\#
        scope_name":"child"}]}]},"Settled":{"type":"object","description":"Durable when it is answer\#
        ed; the same again has the same answer.","properties":{"status":{"type":"string","enum":["se\#
        ttled"]},"reserve_id":{"type":"string"},"cost_cu":{"type":"integer","minimum":0,"maximum":90\#
        07199254740991,"format":"int64"},"usd_micros":{"type":"integer","minimum":0,"maximum":900719\#
        9254740991,"format":"int64"}},"required":["status","reserve_id","cost_cu","usd_micros"],"exa\#
        mples":[{"status":"settled","reserve_id":"rsv_7c9b56b16ed149af965c3bf89c8d47f6","cost_cu":5,\#
        "usd_micros":5000}]},"EventBatch":{"type":"object","properties":{"events":{"type":"array","i\#
        tems":{"type":"object","description":"An envelope; `id`, `run_id`, `category` and `name` are\#
         kept, and the numbers. Prompts, payload texts and evidence are not."},"maxItems":1000}},"re\#
        quired":["events"],"examples":[{"events":[{"id":"0b8f4c62-0000-4000-8000-000000000001","run_\#
        id":"run-1","category":"run","name":"start","version":1}]}]},"EventsTaken":{"type":"object",\#
        "properties":{"accepted":{"type":"integer","minimum":0,"format":"int64"},"duplicates":{"type\#
        ":"integer","minimum":0,"format":"int64","description":"Events whose id was there already."}\#
        ,"dropped":{"type":"integer","minimum":0,"format":"int64","description":"Events that no run \#
        or name could be read of."}},"required":["accepted","duplicates","dropped"],"examples":[{"ac\#
        cepted":1,"duplicates":0,"dropped":0}]},"PaymentRequired":{"type":"object","properties":{"de\#
        tail":{"type":"string"},"user_message":{"type":"string"},"current_balance":{"type":"integer"\#
        ,"format":"int64"},"required_amount":{"type":"integer","minimum":0,"maximum":900719925474099\#
        1,"format":"int64"},"shortfall":{"type":"integer","minimum":0,"maximum":9007199254740991,"fo\#
        rmat":"int64"},"user_id":{"type":["string","null"]}},"required":["detail","user_message","cu\#
        rrent_balance","required_amount","shortfall","user_id"],"examples":[{"detail":"budget_paused\#
        ","user_message":"This key's budget is paused.","current_balance":0,"required_amount":50,"sh\#
        ortfall":50,"user_id":"alice"}]},"BudgetExceeded":{"type":"object","properties":{"detail":{"\#
        type":"string","description":"`budget_exceeded`, or why no budget counts the run."},"message\#
        ":{"type":"string","description":"The same in a sentence."},"run_id":{"type":["string","null\#
        "]},"user_id":{"type":["string","null"]},"cost_limit":{"type":"integer","minimum":0,"maximum\#
        ":9007199254740991,"format":"int64"},"cost_used":{"type":"integer","minimum":0,"maximum":900\#
        7199254740991,"format":"int64"},"remaining":{"type":"integer","minimum":0,"maximum":90071992\#
        54740991,"format":"int64"},"receipt":{"oneOf":[{"$ref":"#/components/schemas/Sequence"},{"ty\#
        pe":"null"}]}},"required":["detail","message","run_id","user_id","cost_limit","cost_used","r\#
        emaining","receipt"],"examples":[{"detail":"budget_exceeded","message":"The budget daily has\#
         0.012 USD left, and the call needs 0.05 USD.","run_id":"run-1","user_id":null,"cost_limit":\#
        50,"cost_used":38,"remaining":12,"receipt":4711}]},"TenantID":{"type":"string","minLength":1\#
        ,"maxLength":256,"description":"As the policy's file names it.","examples":["acme"]},"TimeTe\#
        xt":{"type":"string","minLength":24,"maxLength":24,"pattern":"^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\#
        \d\\d:\\d\\d\\.\\d{3}Z$"},"AtomicAmount":{"type":"string","maxLength":38,"pattern":"^\\d+$",\#
        "description":"A whole number of the unit's smallest parts: millionths for money."},"Approva\#
        lSummary":{"type":"object","properties":{"approval_id":{"$ref":"#/components/schemas/Approva\#
        lID"},"tenant_id":{"$ref":"#/components/schemas/TenantID"},"decision_id":{"type":["string","\#
        null"]},"state":{"type":"string","enum":["pending","approved","denied","expired","cancelled"\#
        ]},"ttl_expires_at":{"$ref":"#/components/schemas/TimeText"},"created_at":{"$ref":"#/compone\#
        nts/schemas/TimeText"}},"required":["approval_id","tenant_id","decision_id","state","ttl_exp\#
        ires_at","created_at"]},"ResolutionWish":{"type":"object","additionalProperties":false,"prop\#
        erties":{"target_state":{"type":"string","enum":["approved","denied","cancelled"]},"reason":\#
        {"type":"string","minLength":1,"maxLength":256,"pattern":"\\S","description":"Why; kept with\#
         the vote."}},"required":["target_state","reason"],"examples":[{"target_state":"approved","r\#
        eason":"one more run is worth it"}]},"Resolution":{"type":"object","properties":{"final_stat\#
        e":{"type":"string","enum":["pending","approved","denied","expired","cancelled"],"descriptio\#
        n":"`pending` where votes, or room, are missing still: the vote counts."},"transitioned":{"t\#
        ype":"boolean"},"event_id":{"type":["string","null"],"description":"The same for the same st\#
        ep; null where nothing has changed its state."}},"required":["final_state","transitioned","e\#
        vent_id"],"examples":[{"final_state":"approved","transitioned":true,"event_id":"f32e7318-04e\#
        8-41a2-8f0e-7f3ef0d5b3c1"}]},"TenantBalances":{"type":"object","properties":{"tenant_id":{"$\#
        ref":"#/components/schemas/TenantID"},"budgets":{"type":"array","maxItems":10000,"items":{"$\#
        ref":"#/components/schemas/BudgetBalance"}}},"required":["tenant_id","budgets"],"examples":[\#
        {"tenant_id":"acme","budgets":[{"budget_id":"my-budget","scope":"","unit_id":"usd_micros","a\#
        vailable_atomic":"9980000","reserved_atomic":"20000","committed_atomic":"0"}]}]},"BudgetBala\#
        nce":{"type":"object","properties":{"budget_id":{"type":"string","description":"As claims na\#
        me it: the value of `tag:budget` where that tells accounts apart, else the budget's id."},"s\#
        cope":{"type":"string","description":"Which account of the budget; empty for its only one."}\#
        ,"unit_id":{"type":"string","description":"`usd_micros`, `tokens`, `calls`, `concurrent`, `c\#
        redits:NAME`; another currency as `eur_micros`."},"available_atomic":{"$ref":"#/components/s\#
        chemas/AtomicAmount"},"reserved_atomic":{"$ref":"#/components/schemas/AtomicAmount"},"commit\#
        ted_atomic":{"$ref":"#/components/schemas/AtomicAmount"}},"required":["budget_id","scope","u\#
        nit_id","available_atomic","reserved_atomic","committed_atomic"]}}}}
        """#,
    ]
}
