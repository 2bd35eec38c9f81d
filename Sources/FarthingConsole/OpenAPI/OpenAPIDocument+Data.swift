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
         cannot write: nothing is admitted.","content":{"application/json":{"schema":{"$ref":"#/comp\#
        onents/schemas/Health"}}}}}}},"/openapi.json":{"get":{"operationId":"getOpenAPI","tags":["se\#
        rvice"],"summary":"Shows this document.","security":[],"responses":{"200":{"description":"Th\#
        e document.","headers":{"ETag":{"$ref":"#/components/headers/ETag"}},"content":{"application\#
        /json":{"schema":{"type":"object"}}}}}}},"/docs":{"get":{"operationId":"getDocs","tags":["se\#
        rvice"],"summary":"Shows this document for people, with forms to try it.","security":[],"res\#
        ponses":{"200":{"description":"The page.","content":{"text/html":{"schema":{"type":"string"}\#
        }}}}}},"/v1/me":{"get":{"operationId":"getMe","tags":["service"],"summary":"Says who asks an\#
        d what they may do.","security":[{"bearer":["any"]},{"session":["any"]}],"responses":{"200":\#
        {"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas\#
        /Me"}}}},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components\#
        /responses/Forbidden"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/comp\#
        onents/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/\#
        v1/workspaces":{"get":{"operationId":"listWorkspaces","tags":["workspaces"],"summary":"Lists\#
         the workspaces, the oldest first.","security":[{"bearer":["viewer"]},{"session":["viewer"]}\#
        ],"parameters":[{"$ref":"#/components/parameters/Limit"},{"$ref":"#/components/parameters/Cu\#
        rsor"}],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"\#
        $ref":"#/components/schemas/WorkspaceList"}}}},"401":{"$ref":"#/components/responses/Unauthe\#
        nticated"},"403":{"$ref":"#/components/responses/Forbidden"},"422":{"$ref":"#/components/res\#
        ponses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/co\#
        mponents/responses/Unavailable"}}},"post":{"operationId":"createWorkspace","tags":["workspac\#
        es"],"summary":"Makes a workspace and shows its own key once.","security":[{"bearer":["admin\#
        "]},{"session":["admin"]}],"parameters":[{"$ref":"#/components/parameters/IdempotencyKey"}],\#
        "requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components\#
        /schemas/CreateWorkspaceRequest"}}}},"responses":{"201":{"description":"Made.","headers":{"L\#
        ocation":{"$ref":"#/components/headers/Location"},"ETag":{"$ref":"#/components/headers/ETag"\#
        },"Idempotency-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"}},"content":{"ap\#
        plication/json":{"schema":{"$ref":"#/components/schemas/WorkspaceWithSecret"}}}},"400":{"$re\#
        f":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticate\#
        d"},"403":{"$ref":"#/components/responses/Forbidden"},"409":{"$ref":"#/components/responses/\#
        Conflict"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/components/resp\#
        onses/UnsupportedMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"\#
        #/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}\#
        }}},"/v1/workspaces/{workspace}":{"parameters":[{"name":"workspace","in":"path","required":t\#
        rue,"description":"The workspace.","schema":{"$ref":"#/components/schemas/WorkspaceID"}}],"g\#
        et":{"operationId":"getWorkspace","tags":["workspaces"],"summary":"Shows a workspace.","secu\#
        rity":[{"bearer":["viewer"]},{"session":["viewer"]}],"responses":{"200":{"description":"Done\#
        .","headers":{"ETag":{"$ref":"#/components/headers/ETag"}},"content":{"application/json":{"s\#
        chema":{"$ref":"#/components/schemas/Workspace"}}}},"401":{"$ref":"#/components/responses/Un\#
        authenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/component\#
        s/responses/NotFound"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/comp\#
        onents/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}},"pa\#
        tch":{"operationId":"editWorkspace","tags":["workspaces"],"summary":"Changes a workspace's n\#
        ame, description or zone.","security":[{"bearer":["admin"]},{"session":["admin"]}],"paramete\#
        rs":[{"$ref":"#/components/parameters/IfMatch"}],"requestBody":{"required":true,"content":{"\#
        application/json":{"schema":{"$ref":"#/components/schemas/EditWorkspaceRequest"}},"applicati\#
        on/merge-patch+json":{"schema":{"$ref":"#/components/schemas/EditWorkspaceRequest"}}}},"resp\#
        onses":{"200":{"description":"Done.","headers":{"ETag":{"$ref":"#/components/headers/ETag"}}\#
        ,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Workspace"}}}},"400":\#
        {"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthent\#
        icated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/respo\#
        nses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"412":{"$ref":"#/components\#
        /responses/Stale"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/compone\#
        nts/responses/UnsupportedMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"428":{\#
        "$ref":"#/components/responses/PreconditionRequired"},"429":{"$ref":"#/components/responses/\#
        TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/agents":{"get"\#
        :{"operationId":"listAgents","tags":["agents"],"summary":"Lists the agents.","security":[{"b\#
        earer":["viewer"]},{"session":["viewer"]}],"parameters":[{"$ref":"#/components/parameters/Li\#
        mit"},{"$ref":"#/components/parameters/Cursor"},{"name":"workspace","in":"query","descriptio\#
        n":"Of this workspace alone.","schema":{"$ref":"#/components/schemas/WorkspaceID"}},{"name":\#
        "state","in":"query","description":"In this state alone; without it all but those that are r\#
        etired.","schema":{"type":"string","enum":["active","paused","killed","retired"]}},{"name":"\#
        name","in":"query","description":"Whose name begins so.","schema":{"type":"string","minLengt\#
        h":1,"maxLength":100,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"name":"order","in":"query","desc\#
        ription":"By name, or first what has spent most today, absolutely or of its limit.","schema"\#
        :{"type":"string","enum":["name","spent","share"],"default":"name"}}],"responses":{"200":{"d\#
        escription":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Ag\#
        entList"}}}},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/compon\#
        ents/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"422":{"$ref":"#\#
        /components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503\#
        ":{"$ref":"#/components/responses/Unavailable"}}},"post":{"operationId":"createAgent","tags"\#
        :["agents"],"summary":"Makes an agent and shows its key once.","security":[{"bearer":["opera\#
        tor"]},{"session":["operator"]}],"parameters":[{"$ref":"#/components/parameters/IdempotencyK\#
        ey"}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/comp\#
        onents/schemas/CreateAgentRequest"}}}},"responses":{"201":{"description":"Made.","headers":{\#
        "Location":{"$ref":"#/components/headers/Location"},"ETag":{"$ref":"#/components/headers/ETa\#
        g"},"Idempotency-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"}},"content":{"\#
        application/json":{"schema":{"$ref":"#/components/schemas/AgentWithSecret"}}}},"400":{"$ref"\#
        :"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"\#
        },"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/No\#
        tFound"},"409":{"$ref":"#/components/responses/Conflict"},"413":{"$ref":"#/components/respon\#
        ses/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":"#\#
        /components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503\#
        ":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/agents/{agent}":{"parameters":[{"nam\#
        e":"agent","in":"path","required":true,"description":"The agent.","schema":{"$ref":"#/compon\#
        ents/schemas/AgentID"}}],"get":{"operationId":"getAgent","tags":["agents"],"summary":"Shows \#
        an agent with today's figures.","security":[{"bearer":["viewer"]},{"session":["viewer"]}],"r\#
        esponses":{"200":{"description":"Done.","headers":{"ETag":{"$ref":"#/components/headers/ETag\#
        "}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Agent"}}}},"401":{\#
        "$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbi\#
        dden"},"404":{"$ref":"#/components/responses/NotFound"},"422":{"$ref":"#/components/response\#
        s/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/compone\#
        nts/responses/Unavailable"}}},"patch":{"operationId":"editAgent","tags":["agents"],"summary"\#
        :"Changes an agent's name or daily limit.","security":[{"bearer":["operator"]},{"session":["\#
        operator"]}],"parameters":[{"$ref":"#/components/parameters/IfMatch"}],"requestBody":{"requi\#
        red":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/EditAgentReq\#
        uest"}},"application/merge-patch+json":{"schema":{"$ref":"#/components/schemas/EditAgentRequ\#
        est"}}}},"responses":{"200":{"description":"Done.","headers":{"ETag":{"$ref":"#/components/h\#
        eaders/ETag"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Agent"}\#
        }}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses\#
        /Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/compon\#
        ents/responses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"412":{"$ref":"#/\#
        components/responses/Stale"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":\#
        "#/components/responses/UnsupportedMediaType"},"422":{"$ref":"#/components/responses/Invalid\#
        "},"428":{"$ref":"#/components/responses/PreconditionRequired"},"429":{"$ref":"#/components/\#
        responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}},"delete":{\#
        "operationId":"retireAgent","tags":["agents"],"summary":"Retires an agent: its key is refuse\#
        d, its history stays.","security":[{"bearer":["operator"]},{"session":["operator"]}],"parame\#
        ters":[{"$ref":"#/components/parameters/IfMatchOptional"},{"$ref":"#/components/parameters/N\#
        ote"}],"responses":{"204":{"description":"Done; there is nothing to say."},"401":{"$ref":"#/\#
        components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"40\#
        4":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/components/responses/Conflict\#
        "},"412":{"$ref":"#/components/responses/Stale"},"422":{"$ref":"#/components/responses/Inval\#
        id"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/res\#
        ponses/Unavailable"}}}},"/v1/agents/{agent}/pause":{"parameters":[{"name":"agent","in":"path\#
        ","required":true,"description":"The agent.","schema":{"$ref":"#/components/schemas/AgentID"\#
        }}],"post":{"operationId":"pauseAgent","tags":["agents"],"summary":"Refuses the agent's new \#
        calls; running ones end.","security":[{"bearer":["operator"]},{"session":["operator"]}],"par\#
        ameters":[{"$ref":"#/components/parameters/IdempotencyKey"}],"requestBody":{"required":false\#
        ,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/OptionalNote"}}}},"re\#
        sponses":{"200":{"description":"Done.","headers":{"Idempotency-Replayed":{"$ref":"#/componen\#
        ts/headers/IdempotencyReplayed"}},"content":{"application/json":{"schema":{"$ref":"#/compone\#
        nts/schemas/Agent"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/c\#
        omponents/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404\#
        ":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"\#
        },"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/components/responses/Uns\#
        upportedMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/compone\#
        nts/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/\#
        agents/{agent}/resume":{"parameters":[{"name":"agent","in":"path","required":true,"descripti\#
        on":"The agent.","schema":{"$ref":"#/components/schemas/AgentID"}}],"post":{"operationId":"r\#
        esumeAgent","tags":["agents"],"summary":"Lifts a pause or a kill; what was spent today stays\#
         spent.","description":"agent-gov's own resume also begins the day at zero; here that is `re\#
        setAgent`.","security":[{"bearer":["operator"]},{"session":["operator"]}],"parameters":[{"$r\#
        ef":"#/components/parameters/IdempotencyKey"}],"requestBody":{"required":false,"content":{"a\#
        pplication/json":{"schema":{"$ref":"#/components/schemas/OptionalNote"}}}},"responses":{"200\#
        ":{"description":"Done.","headers":{"Idempotency-Replayed":{"$ref":"#/components/headers/Ide\#
        mpotencyReplayed"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Ag\#
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
        ef":"#/components/schemas/OptionalNote"}}}},"responses":{"200":{"description":"Done.","heade\#
        rs":{"Idempotency-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"}},"content":{\#
        "application/json":{"schema":{"$ref":"#/components/schemas/Agent"}}}},"400":{"$ref":"#/compo\#
        nents/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{\#
        "$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},\#
        "409":{"$ref":"#/components/responses/Conflict"},"413":{"$ref":"#/components/responses/TooLa\#
        rge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":"#/componen\#
        ts/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref"\#
        :"#/components/responses/Unavailable"}}}},"/v1/agents/{agent}/kill":{"parameters":[{"name":"\#
        agent","in":"path","required":true,"description":"The agent.","schema":{"$ref":"#/components\#
        /schemas/AgentID"}}],"post":{"operationId":"killAgent","tags":["agents"],"summary":"Stops th
        """#,
        #"""
        e agent: refuses new calls, gives back what was not sent, withdraws its approvals.","securit\#
        y":[{"bearer":["operator"]},{"session":["operator"]}],"parameters":[{"$ref":"#/components/pa\#
        rameters/IdempotencyKey"}],"requestBody":{"required":false,"content":{"application/json":{"s\#
        chema":{"$ref":"#/components/schemas/OptionalNote"}}}},"responses":{"200":{"description":"Do\#
        ne.","headers":{"Idempotency-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"}},\#
        "content":{"application/json":{"schema":{"$ref":"#/components/schemas/KillOutcome"}}}},"400"\#
        :{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthen\#
        ticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/resp\#
        onses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"413":{"$ref":"#/component\#
        s/responses/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"\#
        $ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequest\#
        s"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/agents/{agent}/rotate-key":{\#
        "parameters":[{"name":"agent","in":"path","required":true,"description":"The agent.","schema\#
        ":{"$ref":"#/components/schemas/AgentID"}}],"post":{"operationId":"rotateAgentKey","tags":["\#
        agents"],"summary":"Gives the agent a new key and shows it once.","security":[{"bearer":["op\#
        erator"]},{"session":["operator"]}],"parameters":[{"$ref":"#/components/parameters/Idempoten\#
        cyKey"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"$ref":"#/\#
        components/schemas/RotateRequest"}}}},"responses":{"200":{"description":"Done.","headers":{"\#
        Idempotency-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"}},"content":{"appli\#
        cation/json":{"schema":{"$ref":"#/components/schemas/RotatedAgentKey"}}}},"400":{"$ref":"#/c\#
        omponents/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"40\#
        3":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFoun\#
        d"},"409":{"$ref":"#/components/responses/Conflict"},"413":{"$ref":"#/components/responses/T\#
        ooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":"#/comp\#
        onents/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$\#
        ref":"#/components/responses/Unavailable"}}}},"/v1/keys":{"get":{"operationId":"listKeys","t\#
        ags":["keys"],"summary":"Lists the access keys, the newest first.","security":[{"bearer":["v\#
        iewer"]},{"session":["viewer"]}],"parameters":[{"$ref":"#/components/parameters/Limit"},{"$r\#
        ef":"#/components/parameters/Cursor"},{"name":"state","in":"query","description":"In this st\#
        ate alone; without it those in use.","schema":{"type":"string","enum":["active","expired","r\#
        evoked"]}},{"name":"name","in":"query","description":"Whose name begins so.","schema":{"type\#
        ":"string","minLength":1,"maxLength":100,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}}],"responses":{\#
        "200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/s\#
        chemas/KeyList"}}}},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#\#
        /components/responses/Forbidden"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$r\#
        ef":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavaila\#
        ble"}}},"post":{"operationId":"createKey","tags":["keys"],"summary":"Makes an access key and\#
         shows it once.","security":[{"bearer":["admin"]},{"session":["admin"]}],"parameters":[{"$re\#
        f":"#/components/parameters/IdempotencyKey"}],"requestBody":{"required":true,"content":{"app\#
        lication/json":{"schema":{"$ref":"#/components/schemas/CreateKeyRequest"}}}},"responses":{"2\#
        01":{"description":"Made.","headers":{"Location":{"$ref":"#/components/headers/Location"},"I\#
        dempotency-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"}},"content":{"applic\#
        ation/json":{"schema":{"$ref":"#/components/schemas/KeyWithSecret"}}}},"400":{"$ref":"#/comp\#
        onents/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":\#
        {"$ref":"#/components/responses/Forbidden"},"409":{"$ref":"#/components/responses/Conflict"}\#
        ,"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/components/responses/Unsu\#
        pportedMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/componen\#
        ts/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/k\#
        eys/{key}":{"parameters":[{"name":"key","in":"path","required":true,"description":"The key's\#
         id.","schema":{"$ref":"#/components/schemas/KeyID"}}],"get":{"operationId":"getKey","tags":\#
        ["keys"],"summary":"Shows an access key, without its secret.","security":[{"bearer":["viewer\#
        "]},{"session":["viewer"]}],"responses":{"200":{"description":"Done.","content":{"applicatio\#
        n/json":{"schema":{"$ref":"#/components/schemas/Key"}}}},"401":{"$ref":"#/components/respons\#
        es/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/comp\#
        onents/responses/NotFound"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#\#
        /components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}\#
        },"patch":{"operationId":"editKey","tags":["keys"],"summary":"Changes when an access key end\#
        s.","security":[{"bearer":["admin"]},{"session":["admin"]}],"requestBody":{"required":true,"\#
        content":{"application/json":{"schema":{"$ref":"#/components/schemas/EditKeyRequest"}},"appl\#
        ication/merge-patch+json":{"schema":{"$ref":"#/components/schemas/EditKeyRequest"}}}},"respo\#
        nses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/compo\#
        nents/schemas/Key"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/c\#
        omponents/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404\#
        ":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"\#
        },"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/components/responses/Uns\#
        upportedMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/compone\#
        nts/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}},"delet\#
        e":{"operationId":"revokeKey","tags":["keys"],"summary":"Refuses an access key from its next\#
         request on.","security":[{"bearer":["admin"]},{"session":["admin"]}],"parameters":[{"$ref":\#
        "#/components/parameters/Note"}],"responses":{"204":{"description":"Done; there is nothing t\#
        o say."},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components\#
        /responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/com\#
        ponents/responses/Conflict"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"\#
        #/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}\#
        }}},"/v1/keys/{key}/rotate":{"parameters":[{"name":"key","in":"path","required":true,"descri\#
        ption":"The key's id.","schema":{"$ref":"#/components/schemas/KeyID"}}],"post":{"operationId\#
        ":"rotateKey","tags":["keys"],"summary":"Makes a key in another's place and shows it once.",\#
        "security":[{"bearer":["admin"]},{"session":["admin"]}],"parameters":[{"$ref":"#/components/\#
        parameters/IdempotencyKey"}],"requestBody":{"required":false,"content":{"application/json":{\#
        "schema":{"$ref":"#/components/schemas/RotateRequest"}}}},"responses":{"200":{"description":\#
        "Done.","headers":{"Idempotency-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"\#
        }},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/RotatedKey"}}}},"40\#
        0":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauth\#
        enticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/re\#
        sponses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"413":{"$ref":"#/compone\#
        nts/responses/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":\#
        {"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyReque\#
        sts"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/budgets":{"get":{"operatio\#
        nId":"listBudgets","tags":["budgets"],"summary":"Lists the budgets by name.","security":[{"b\#
        earer":["viewer"]},{"session":["viewer"]}],"parameters":[{"$ref":"#/components/parameters/Li\#
        mit"},{"$ref":"#/components/parameters/Cursor"},{"name":"workspace","in":"query","descriptio\#
        n":"Of this workspace alone.","schema":{"$ref":"#/components/schemas/WorkspaceID"}},{"name":\#
        "source","in":"query","description":"Where it was made.","schema":{"type":"string","enum":["\#
        console","policy","agents"]}},{"name":"state","in":"query","description":"In this state alon\#
        e.","schema":{"type":"string","enum":["open","paused","frozen"]}}],"responses":{"200":{"desc\#
        ription":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Budge\#
        tList"}}}},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/componen\#
        ts/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"422":{"$ref":"#/c\#
        omponents/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":\#
        {"$ref":"#/components/responses/Unavailable"}}},"post":{"operationId":"createBudget","tags":\#
        ["budgets"],"summary":"Makes a budget, which counts from now on.","security":[{"bearer":["op\#
        erator"]},{"session":["operator"]}],"parameters":[{"$ref":"#/components/parameters/Idempoten\#
        cyKey"}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/c\#
        omponents/schemas/CreateBudgetRequest"}}}},"responses":{"201":{"description":"Made.","header\#
        s":{"Location":{"$ref":"#/components/headers/Location"},"ETag":{"$ref":"#/components/headers\#
        /ETag"},"Idempotency-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"}},"content\#
        ":{"application/json":{"schema":{"$ref":"#/components/schemas/Budget"}}}},"400":{"$ref":"#/c\#
        omponents/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"40\#
        3":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFoun\#
        d"},"409":{"$ref":"#/components/responses/Conflict"},"413":{"$ref":"#/components/responses/T\#
        ooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":"#/comp\#
        onents/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$\#
        ref":"#/components/responses/Unavailable"}}}},"/v1/budgets/{budget}":{"parameters":[{"name":\#
        "budget","in":"path","required":true,"description":"The budget.","schema":{"$ref":"#/compone\#
        nts/schemas/BudgetID"}}],"get":{"operationId":"getBudget","tags":["budgets"],"summary":"Show\#
        s a budget.","security":[{"bearer":["viewer"]},{"session":["viewer"]}],"responses":{"200":{"\#
        description":"Done.","headers":{"ETag":{"$ref":"#/components/headers/ETag"}},"content":{"app\#
        lication/json":{"schema":{"$ref":"#/components/schemas/Budget"}}}},"401":{"$ref":"#/componen\#
        ts/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$re\#
        f":"#/components/responses/NotFound"},"422":{"$ref":"#/components/responses/Invalid"},"429":\#
        {"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unav\#
        ailable"}}},"put":{"operationId":"editBudget","tags":["budgets"],"summary":"Puts another def\#
        inition in a budget's place.","description":"Only of budgets that are made here (409 `not_ed\#
        itable`). What its accounts have spent stays, as for edits of the policy.","security":[{"bea\#
        rer":["operator"]},{"session":["operator"]}],"parameters":[{"$ref":"#/components/parameters/\#
        IfMatch"}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#\#
        /components/schemas/EditBudgetRequest"}}}},"responses":{"200":{"description":"Done.","header\#
        s":{"ETag":{"$ref":"#/components/headers/ETag"}},"content":{"application/json":{"schema":{"$\#
        ref":"#/components/schemas/Budget"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"4\#
        01":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/\#
        Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/components/res\#
        ponses/Conflict"},"412":{"$ref":"#/components/responses/Stale"},"413":{"$ref":"#/components/\#
        responses/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$r\#
        ef":"#/components/responses/Invalid"},"428":{"$ref":"#/components/responses/PreconditionRequ\#
        ired"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/r\#
        esponses/Unavailable"}}},"delete":{"operationId":"removeBudget","tags":["budgets"],"summary"\#
        :"Removes a budget that was made here.","description":"409 `in_use` while calls hold money i\#
        n it.","security":[{"bearer":["operator"]},{"session":["operator"]}],"parameters":[{"$ref":"\#
        #/components/parameters/IfMatchOptional"},{"$ref":"#/components/parameters/Note"}],"response\#
        s":{"204":{"description":"Done; there is nothing to say."},"401":{"$ref":"#/components/respo\#
        nses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/co\#
        mponents/responses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"412":{"$ref"\#
        :"#/components/responses/Stale"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$re\#
        f":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailab\#
        le"}}}},"/v1/budgets/{budget}/top-up":{"parameters":[{"name":"budget","in":"path","required"\#
        :true,"description":"The budget.","schema":{"$ref":"#/components/schemas/BudgetID"}}],"post"\#
        :{"operationId":"topUpBudget","tags":["budgets"],"summary":"Gives more headroom until the wi\#
        ndow ends.","security":[{"bearer":["operator"]},{"session":["operator"]}],"parameters":[{"$r\#
        ef":"#/components/parameters/IdempotencyKey"}],"requestBody":{"required":true,"content":{"ap\#
        plication/json":{"schema":{"$ref":"#/components/schemas/TopUpRequest"}}}},"responses":{"200"\#
        :{"description":"Done.","headers":{"Idempotency-Replayed":{"$ref":"#/components/headers/Idem\#
        potencyReplayed"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Bud\#
        getChange"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/component\#
        s/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref\#
        ":"#/components/responses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"413":\#
        {"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/components/responses/Unsupported\#
        MediaType"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/resp\#
        onses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/budgets/\#
        {budget}/pause":{"parameters":[{"name":"budget","in":"path","required":true,"description":"T\#
        he budget.","schema":{"$ref":"#/components/schemas/BudgetID"}}],"post":{"operationId":"pause\#
        Budget","tags":["budgets"],"summary":"Refuses new calls; running ones end.","security":[{"be\#
        arer":["operator"]},{"session":["operator"]}],"parameters":[{"$ref":"#/components/parameters\#
        /IdempotencyKey"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{\#
        "$ref":"#/components/schemas/AccountRequest"}}}},"responses":{"200":{"description":"Done.","\#
        headers":{"Idempotency-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"}},"conte\#
        nt":{"application/json":{"schema":{"$ref":"#/components/schemas/BudgetChange"}}}},"400":{"$r\#
        ef":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticat\#
        ed"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses\#
        /NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"413":{"$ref":"#/components/res\#
        ponses/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref"\#
        :"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"\#
        503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/budgets/{budget}/resume":{"parame\#
        ters":[{"name":"budget","in":"path","required":true,"description":"The budget.","schema":{"$\#
        ref":"#/components/schemas/BudgetID"}}],"post":{"operationId":"resumeBudget","tags":["budget\#
        s"],"summary":"Lifts a pause, and a freeze where it is said.","security":[{"bearer":["operat\#
        or"]},{"session":["operator"]}],"parameters":[{"$ref":"#/components/parameters/IdempotencyKe\#
        y"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"$ref":"#/comp\#
        onents/schemas/ResumeBudgetRequest"}}}},"responses":{"200":{"description":"Done.","headers":\#
        {"Idempotency-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"}},"content":{"app\#
        lication/json":{"schema":{"$ref":"#/components/schemas/BudgetChange"}}}},"400":{"$ref":"#/co\#
        mponents/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403\#
        ":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound\#
        "},"409":{"$ref":"#/components/responses/Conflict"},"413":{"$ref":"#/components/responses/To\#
        oLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":"#/compo\#
        nents/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$r\#
        ef":"#/components/responses/Unavailable"}}}},"/v1/budgets/{budget}/reset":{"parameters":[{"n\#
        ame":"budget","in":"path","required":true,"description":"The budget.","schema":{"$ref":"#/co\#
        mponents/schemas/BudgetID"}}],"post":{"operationId":"resetBudget","tags":["budgets"],"summar\#
        y":"Begins accounts anew at zero; open holds settle in the old ones.","security":[{"bearer":\#
        ["operator"]},{"session":["operator"]}],"parameters":[{"$ref":"#/components/parameters/Idemp\#
        otencyKey"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"$ref"\#
        :"#/components/schemas/AccountRequest"}}}},"responses":{"200":{"description":"Done.","header\#
        s":{"Idempotency-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"}},"content":{"\#
        application/json":{"schema":{"$ref":"#/components/schemas/BudgetChange"}}}},"400":{"$ref":"#\#
        /components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"\#
        403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFo\#
        und"},"409":{"$ref":"#/components/responses/Conflict"},"413":{"$ref":"#/components/responses\#
        /TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":"#/co\#
        mponents/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{\#
        "$ref":"#/components/responses/Unavailable"}}}},"/v1/budgets/{budget}/limit":{"parameters":[
        """#,
        #"""
        {"name":"budget","in":"path","required":true,"description":"The budget.","schema":{"$ref":"#\#
        /components/schemas/BudgetID"}}],"post":{"operationId":"setAccountLimit","tags":["budgets"],\#
        "summary":"Gives one account a limit of its own, or takes it away.","security":[{"bearer":["\#
        operator"]},{"session":["operator"]}],"parameters":[{"$ref":"#/components/parameters/Idempot\#
        encyKey"}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#\#
        /components/schemas/SetLimitRequest"}}}},"responses":{"200":{"description":"Done.","headers"\#
        :{"Idempotency-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"}},"content":{"ap\#
        plication/json":{"schema":{"$ref":"#/components/schemas/BudgetChange"}}}},"400":{"$ref":"#/c\#
        omponents/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"40\#
        3":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFoun\#
        d"},"409":{"$ref":"#/components/responses/Conflict"},"413":{"$ref":"#/components/responses/T\#
        ooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":"#/comp\#
        onents/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$\#
        ref":"#/components/responses/Unavailable"}}}},"/v1/accounts":{"get":{"operationId":"listAcco\#
        unts","tags":["budgets"],"summary":"Lists the open accounts.","security":[{"bearer":["viewer\#
        "]},{"session":["viewer"]}],"parameters":[{"$ref":"#/components/parameters/Limit"},{"$ref":"\#
        #/components/parameters/Cursor"},{"name":"workspace","in":"query","description":"Of this wor\#
        kspace alone.","schema":{"$ref":"#/components/schemas/WorkspaceID"}},{"name":"budget","in":"\#
        query","description":"Of this budget alone.","schema":{"$ref":"#/components/schemas/BudgetID\#
        "}},{"name":"scope","in":"query","description":"This account alone.","schema":{"$ref":"#/com\#
        ponents/schemas/AccountScope"}},{"name":"state","in":"query","description":"In this state al\#
        one.","schema":{"type":"string","enum":["open","paused","frozen"]}},{"name":"order","in":"qu\#
        ery","description":"By name, or the fullest first.","schema":{"type":"string","enum":["name"\#
        ,"share"],"default":"name"}}],"responses":{"200":{"description":"Done.","content":{"applicat\#
        ion/json":{"schema":{"$ref":"#/components/schemas/AccountList"}}}},"401":{"$ref":"#/componen\#
        ts/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$re\#
        f":"#/components/responses/NotFound"},"422":{"$ref":"#/components/responses/Invalid"},"429":\#
        {"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unav\#
        ailable"}}}},"/v1/tools":{"get":{"operationId":"listTools","tags":["tools"],"summary":"Lists\#
         the registered tools by workspace and name.","security":[{"bearer":["viewer"]},{"session":[\#
        "viewer"]}],"parameters":[{"$ref":"#/components/parameters/Limit"},{"$ref":"#/components/par\#
        ameters/Cursor"},{"name":"workspace","in":"query","description":"Of this workspace alone.","\#
        schema":{"$ref":"#/components/schemas/WorkspaceID"}},{"name":"category","in":"query","descri\#
        ption":"Of this category alone.","schema":{"type":"string","minLength":1,"maxLength":100,"pa\#
        ttern":"^[^\\x00-\\x1f\\x7f]+$","description":"Groups tools for policies."}},{"name":"name",\#
        "in":"query","description":"Whose name begins so.","schema":{"type":"string","minLength":1,"\#
        maxLength":100,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}}],"responses":{"200":{"description":"Done\#
        .","content":{"application/json":{"schema":{"$ref":"#/components/schemas/ToolList"}}}},"401"\#
        :{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/For\#
        bidden"},"404":{"$ref":"#/components/responses/NotFound"},"422":{"$ref":"#/components/respon\#
        ses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/compo\#
        nents/responses/Unavailable"}}}},"/v1/tools/{workspace}/{tool}":{"parameters":[{"name":"work\#
        space","in":"path","required":true,"description":"The workspace.","schema":{"$ref":"#/compon\#
        ents/schemas/WorkspaceID"}},{"name":"tool","in":"path","required":true,"description":"The to\#
        ol; a slash in its name is written `%2F`.","schema":{"$ref":"#/components/schemas/ToolName"}\#
        }],"get":{"operationId":"getTool","tags":["tools"],"summary":"Shows a tool.","security":[{"b\#
        earer":["viewer"]},{"session":["viewer"]}],"responses":{"200":{"description":"Done.","header\#
        s":{"ETag":{"$ref":"#/components/headers/ETag"}},"content":{"application/json":{"schema":{"$\#
        ref":"#/components/schemas/Tool"}}}},"401":{"$ref":"#/components/responses/Unauthenticated"}\#
        ,"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/Not\#
        Found"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/response\#
        s/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}},"put":{"operationI\#
        d":"putTool","tags":["tools"],"summary":"Registers a tool, or changes it; calls cost the new\#
         price from now on.","security":[{"bearer":["operator"]},{"session":["operator"]}],"paramete\#
        rs":[{"$ref":"#/components/parameters/IfMatch"},{"$ref":"#/components/parameters/IfNoneMatch\#
        "}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/compon\#
        ents/schemas/PutToolRequest"}}}},"responses":{"200":{"description":"Done.","headers":{"ETag"\#
        :{"$ref":"#/components/headers/ETag"}},"content":{"application/json":{"schema":{"$ref":"#/co\#
        mponents/schemas/Tool"}}}},"201":{"description":"Made.","headers":{"ETag":{"$ref":"#/compone\#
        nts/headers/ETag"},"Location":{"$ref":"#/components/headers/Location"}},"content":{"applicat\#
        ion/json":{"schema":{"$ref":"#/components/schemas/Tool"}}}},"400":{"$ref":"#/components/resp\#
        onses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/\#
        components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$r\#
        ef":"#/components/responses/Conflict"},"412":{"$ref":"#/components/responses/Stale"},"413":{\#
        "$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedM\#
        ediaType"},"422":{"$ref":"#/components/responses/Invalid"},"428":{"$ref":"#/components/respo\#
        nses/PreconditionRequired"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"\#
        $ref":"#/components/responses/Unavailable"}}},"delete":{"operationId":"removeTool","tags":["\#
        tools"],"summary":"Takes a tool out of the registry; what it has cost stays.","security":[{"\#
        bearer":["operator"]},{"session":["operator"]}],"parameters":[{"$ref":"#/components/paramete\#
        rs/IfMatchOptional"},{"$ref":"#/components/parameters/Note"}],"responses":{"204":{"descripti\#
        on":"Done; there is nothing to say."},"401":{"$ref":"#/components/responses/Unauthenticated"\#
        },"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/No\#
        tFound"},"409":{"$ref":"#/components/responses/Conflict"},"412":{"$ref":"#/components/respon\#
        ses/Stale"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/resp\#
        onses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/policies\#
        ":{"get":{"operationId":"listPolicyVersions","tags":["policies"],"summary":"Lists the policy\#
        's versions, the newest first.","security":[{"bearer":["viewer"]},{"session":["viewer"]}],"p\#
        arameters":[{"$ref":"#/components/parameters/Limit"},{"$ref":"#/components/parameters/Cursor\#
        "},{"name":"state","in":"query","description":"In this state alone.","schema":{"type":"strin\#
        g","enum":["draft","active","retired"]}}],"responses":{"200":{"description":"Done.","content\#
        ":{"application/json":{"schema":{"$ref":"#/components/schemas/PolicyVersionList"}}}},"401":{\#
        "$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbi\#
        dden"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses\#
        /TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}},"post":{"operationI\#
        d":"uploadPolicy","tags":["policies"],"summary":"Keeps a policy as a new version, which is n\#
        ot in force yet.","description":"A policy with an error is not kept: 422, with every fault's\#
         line and column.","security":[{"bearer":["admin"]},{"session":["admin"]}],"parameters":[{"$\#
        ref":"#/components/parameters/IdempotencyKey"}],"requestBody":{"required":true,"content":{"a\#
        pplication/json":{"schema":{"$ref":"#/components/schemas/UploadPolicyRequest"}}}},"responses\#
        ":{"201":{"description":"Made.","headers":{"Location":{"$ref":"#/components/headers/Location\#
        "},"Idempotency-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"}},"content":{"a\#
        pplication/json":{"schema":{"$ref":"#/components/schemas/PolicyVersion"}}}},"400":{"$ref":"#\#
        /components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"\#
        403":{"$ref":"#/components/responses/Forbidden"},"409":{"$ref":"#/components/responses/Confl\#
        ict"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/components/responses\#
        /UnsupportedMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/com\#
        ponents/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"\#
        /v1/policies/{version}":{"parameters":[{"name":"version","in":"path","required":true,"descri\#
        ption":"The version's number, or `active`.","schema":{"type":"string","minLength":1,"maxLeng\#
        th":9,"pattern":"^(active|[1-9][0-9]{0,8})$"}}],"get":{"operationId":"getPolicyVersion","tag\#
        s":["policies"],"summary":"Shows a version with its text.","security":[{"bearer":["viewer"]}\#
        ,{"session":["viewer"]}],"responses":{"200":{"description":"Done.","content":{"application/j\#
        son":{"schema":{"$ref":"#/components/schemas/PolicyVersionText"}}}},"401":{"$ref":"#/compone\#
        nts/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$r\#
        ef":"#/components/responses/NotFound"},"422":{"$ref":"#/components/responses/Invalid"},"429"\#
        :{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Una\#
        vailable"}}}},"/v1/policies/check":{"post":{"operationId":"checkPolicy","tags":["policies"],\#
        "summary":"Finds everything wrong with a policy, and what in it never applies.","security":[\#
        {"bearer":["viewer"]},{"session":["viewer"]}],"requestBody":{"required":true,"content":{"app\#
        lication/json":{"schema":{"$ref":"#/components/schemas/CheckPolicyRequest"}}}},"responses":{\#
        "200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/s\#
        chemas/PolicyCheck"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/\#
        components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"40\#
        4":{"$ref":"#/components/responses/NotFound"},"413":{"$ref":"#/components/responses/TooLarge\#
        "},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":"#/components/\#
        responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#\#
        /components/responses/Unavailable"}}}},"/v1/policies/diff":{"post":{"operationId":"diffPolic\#
        ies","tags":["policies"],"summary":"Says whether a policy only tightens another one, proved,\#
         or shows a call that it lets pass.","security":[{"bearer":["viewer"]},{"session":["viewer"]\#
        }],"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/compone\#
        nts/schemas/DiffPoliciesRequest"}}}},"responses":{"200":{"description":"Done.","content":{"a\#
        pplication/json":{"schema":{"$ref":"#/components/schemas/PolicyDiff"}}}},"400":{"$ref":"#/co\#
        mponents/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403\#
        ":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound\#
        "},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/components/responses/Un\#
        supportedMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/compon\#
        ents/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1\#
        /policies/backtest":{"post":{"operationId":"backtestPolicy","tags":["policies"],"summary":"J\#
        udges past calls by another policy.","description":"One at a time: 429 while another runs.",\#
        "security":[{"bearer":["operator"]},{"session":["operator"]}],"requestBody":{"required":true\#
        ,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/BacktestPolicyRequest\#
        "}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$r\#
        ef":"#/components/schemas/PolicyBacktest"}}}},"400":{"$ref":"#/components/responses/BadReque\#
        st"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/res\#
        ponses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"413":{"$ref":"#/compone\#
        nts/responses/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":\#
        {"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyReque\#
        sts"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/policies/explain":{"post":\#
        {"operationId":"explainPolicy","tags":["policies"],"summary":"Says why a call would be decid\#
        ed so, or why one was.","security":[{"bearer":["viewer"]},{"session":["viewer"]}],"requestBo\#
        dy":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/E\#
        xplainPolicyRequest"}}}},"responses":{"200":{"description":"Done.","content":{"application/j\#
        son":{"schema":{"$ref":"#/components/schemas/PolicyExplanation"}}}},"400":{"$ref":"#/compone\#
        nts/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$\#
        ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"4\#
        13":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/components/responses/Unsuppo\#
        rtedMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/\#
        responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/poli\#
        cies/{version}/activate":{"parameters":[{"name":"version","in":"path","required":true,"descr\#
        iption":"The version's number.","schema":{"type":"integer","minimum":1,"maximum":999999999}}\#
        ],"post":{"operationId":"activatePolicy","tags":["policies"],"summary":"Puts a version in fo\#
        rce.","description":"Without a restart; running calls end under the policy that admitted the\#
        m. 409 `policy_fault` where it no longer fits the prices or budgets of now.","security":[{"b\#
        earer":["admin"]},{"session":["admin"]}],"parameters":[{"$ref":"#/components/parameters/Idem\#
        potencyKey"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"$ref\#
        ":"#/components/schemas/ActivatePolicyRequest"}}}},"responses":{"200":{"description":"Done."\#
        ,"headers":{"Idempotency-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"}},"con\#
        tent":{"application/json":{"schema":{"$ref":"#/components/schemas/ActivatedPolicy"}}}},"400"\#
        :{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthen\#
        ticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/resp\#
        onses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"413":{"$ref":"#/component\#
        s/responses/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"\#
        $ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequest\#
        s"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/policies/roll-back":{"post":\#
        {"operationId":"rollBackPolicy","tags":["policies"],"summary":"Puts the version in force tha\#
        t was before this one.","description":"409 where there was none.","security":[{"bearer":["ad\#
        min"]},{"session":["admin"]}],"parameters":[{"$ref":"#/components/parameters/IdempotencyKey"\#
        }],"requestBody":{"required":false,"content":{"application/json":{"schema":{"$ref":"#/compon\#
        ents/schemas/OptionalNote"}}}},"responses":{"200":{"description":"Done.","headers":{"Idempot\#
        ency-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"}},"content":{"application/\#
        json":{"schema":{"$ref":"#/components/schemas/ActivatedPolicy"}}}},"400":{"$ref":"#/componen\#
        ts/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$r\#
        ef":"#/components/responses/Forbidden"},"409":{"$ref":"#/components/responses/Conflict"},"41\#
        3":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/components/responses/Unsuppor\#
        tedMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/r\#
        esponses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/price\#
        s":{"get":{"operationId":"listPrices","tags":["prices"],"summary":"Lists models and what the\#
        y cost.","security":[{"bearer":["viewer"]},{"session":["viewer"]}],"parameters":[{"$ref":"#/\#
        components/parameters/Limit"},{"$ref":"#/components/parameters/Cursor"},{"name":"provider","\#
        in":"query","description":"The book's word for the provider.","schema":{"type":"string","min\#
        Length":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"name":"model","in":"query",\#
        "description":"A pattern with `*` and `?`.","schema":{"type":"string","minLength":1,"maxLeng\#
        th":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"name":"at_ms","in":"query","description":"Wha\#
        t held then; now, without it.","schema":{"$ref":"#/components/schemas/TimeMs"}}],"responses"\#
        :{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components\#
        /schemas/PriceList"}}}},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref\#
        ":"#/components/responses/Forbidden"},"422":{"$ref":"#/components/responses/Invalid"},"429":\#
        {"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unav\#
        ailable"}}}},"/v1/prices/{provider}/{model}":{"parameters":[{"name":"provider","in":"path","\#
        required":true,"description":"The book's word for the provider.","schema":{"type":"string","\#
        minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"name":"model","in":"path\#
        ","required":true,"description":"Any name of the model; a slash in it is written `%2F`.","sc\#
        hema":{"$ref":"#/components/schemas/ModelName"}}],"get":{"operationId":"getPrice","tags":["p\#
        rices"],"summary":"Shows every edition of a model's price.","security":[{"bearer":["viewer"]\#
        },{"session":["viewer"]}],"responses":{"200":{"description":"Done.","content":{"application/\#
        json":{"schema":{"$ref":"#/components/schemas/PriceEditions"}}}},"401":{"$ref":"#/components\#
        /responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref"\#
        :"#/components/responses/NotFound"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"\#
        $ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavai
        """#,
        #"""
        lable"}}}},"/v1/approvals":{"get":{"operationId":"listApprovals","tags":["approvals"],"summa\#
        ry":"Lists the approvals, the newest first.","security":[{"bearer":["viewer"]},{"session":["\#
        viewer"]}],"parameters":[{"$ref":"#/components/parameters/Limit"},{"$ref":"#/components/para\#
        meters/Cursor"},{"name":"state","in":"query","description":"In this state.","schema":{"type"\#
        :"string","enum":["pending","granted","used","denied","expired","withdrawn"],"default":"pend\#
        ing"}},{"name":"workspace","in":"query","description":"Of this workspace alone.","schema":{"\#
        $ref":"#/components/schemas/WorkspaceID"}},{"name":"agent","in":"query","description":"Of th\#
        is agent alone.","schema":{"$ref":"#/components/schemas/AgentID"}}],"responses":{"200":{"des\#
        cription":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Appr\#
        ovalList"}}}},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/compo\#
        nents/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"422":{"$ref":"\#
        #/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"50\#
        3":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/approvals/{approval}":{"parameters"\#
        :[{"name":"approval","in":"path","required":true,"description":"The approval.","schema":{"$r\#
        ef":"#/components/schemas/ApprovalID"}}],"get":{"operationId":"getApproval","tags":["approva\#
        ls"],"summary":"Shows an approval.","security":[{"bearer":["viewer"]},{"session":["viewer"]}\#
        ],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":\#
        "#/components/schemas/Approval"}}}},"401":{"$ref":"#/components/responses/Unauthenticated"},\#
        "403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotF\#
        ound"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses\#
        /TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/approvals/{ap\#
        proval}/approve":{"parameters":[{"name":"approval","in":"path","required":true,"description"\#
        :"The approval.","schema":{"$ref":"#/components/schemas/ApprovalID"}}],"post":{"operationId"\#
        :"approveApproval","tags":["approvals"],"summary":"Votes for it.","description":"The vote co\#
        unts also where the money is not there now (409 `budget_exceeded`).","security":[{"bearer":[\#
        "approver"]},{"session":["approver"]}],"parameters":[{"$ref":"#/components/parameters/Idempo\#
        tencyKey"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"$ref":\#
        "#/components/schemas/OptionalNote"}}}},"responses":{"200":{"description":"Done.","headers":\#
        {"Idempotency-Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"}},"content":{"app\#
        lication/json":{"schema":{"$ref":"#/components/schemas/Approval"}}}},"400":{"$ref":"#/compon\#
        ents/responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"\#
        $ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"\#
        409":{"$ref":"#/components/responses/Conflict"},"413":{"$ref":"#/components/responses/TooLar\#
        ge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":"#/component\#
        s/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":\#
        "#/components/responses/Unavailable"}}}},"/v1/approvals/{approval}/deny":{"parameters":[{"na\#
        me":"approval","in":"path","required":true,"description":"The approval.","schema":{"$ref":"#\#
        /components/schemas/ApprovalID"}}],"post":{"operationId":"denyApproval","tags":["approvals"]\#
        ,"summary":"Votes against it, which denies it.","security":[{"bearer":["approver"]},{"sessio\#
        n":["approver"]}],"parameters":[{"$ref":"#/components/parameters/IdempotencyKey"}],"requestB\#
        ody":{"required":false,"content":{"application/json":{"schema":{"$ref":"#/components/schemas\#
        /OptionalNote"}}}},"responses":{"200":{"description":"Done.","headers":{"Idempotency-Replaye\#
        d":{"$ref":"#/components/headers/IdempotencyReplayed"}},"content":{"application/json":{"sche\#
        ma":{"$ref":"#/components/schemas/Approval"}}}},"400":{"$ref":"#/components/responses/BadReq\#
        uest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/r\#
        esponses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/compo\#
        nents/responses/Conflict"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#\#
        /components/responses/UnsupportedMediaType"},"422":{"$ref":"#/components/responses/Invalid"}\#
        ,"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/respons\#
        es/Unavailable"}}}},"/v1/approvals/{approval}/withdraw":{"parameters":[{"name":"approval","i\#
        n":"path","required":true,"description":"The approval.","schema":{"$ref":"#/components/schem\#
        as/ApprovalID"}}],"post":{"operationId":"withdrawApproval","tags":["approvals"],"summary":"T\#
        akes an approval back, granted or not.","security":[{"bearer":["operator"]},{"session":["ope\#
        rator"]}],"parameters":[{"$ref":"#/components/parameters/IdempotencyKey"}],"requestBody":{"r\#
        equired":false,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Optiona\#
        lNote"}}}},"responses":{"200":{"description":"Done.","headers":{"Idempotency-Replayed":{"$re\#
        f":"#/components/headers/IdempotencyReplayed"}},"content":{"application/json":{"schema":{"$r\#
        ef":"#/components/schemas/Approval"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"\#
        401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses\#
        /Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/components/re\#
        sponses/Conflict"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/compone\#
        nts/responses/UnsupportedMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"429":{\#
        "$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unava\#
        ilable"}}}},"/v1/receipts":{"get":{"operationId":"searchReceipts","tags":["receipts"],"summa\#
        ry":"Finds entries.","description":"A page may have fewer items than `limit`, or none, and a\#
         `next`: a search looks at a bounded part of the journal at a time.","security":[{"bearer":[\#
        "auditor"]},{"session":["auditor"]}],"parameters":[{"$ref":"#/components/parameters/Limit"},\#
        {"$ref":"#/components/parameters/Cursor"},{"$ref":"#/components/parameters/FromMs"},{"$ref":\#
        "#/components/parameters/ToMs"},{"name":"kind","in":"query","description":"Of this kind alon\#
        e, as `settle`.","schema":{"type":"string","minLength":1,"maxLength":32,"pattern":"^[A-Za-z]\#
        +$"}},{"name":"hold","in":"query","description":"Of this call.","schema":{"type":"string","f\#
        ormat":"uuid","maxLength":36}},{"name":"key","in":"query","description":"Of this key's calls\#
        .","schema":{"$ref":"#/components/schemas/KeyID"}},{"name":"budget","in":"query","descriptio\#
        n":"That counts in this budget.","schema":{"$ref":"#/components/schemas/BudgetID"}},{"name":\#
        "workspace","in":"query","description":"Of this workspace alone.","schema":{"$ref":"#/compon\#
        ents/schemas/WorkspaceID"}},{"name":"agent","in":"query","description":"Of this agent.","sch\#
        ema":{"type":"string","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"n\#
        ame":"user","in":"query","description":"Of this user.","schema":{"type":"string","minLength"\#
        :1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"name":"run","in":"query","descript\#
        ion":"Of this run.","schema":{"type":"string","minLength":1,"maxLength":256,"pattern":"^[^\\\#
        x00-\\x1f\\x7f]+$"}},{"name":"model","in":"query","description":"Of this model.","schema":{"\#
        type":"string","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"name":"t\#
        ool","in":"query","description":"Of this tool.","schema":{"type":"string","minLength":1,"max\#
        Length":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"name":"order","in":"query","description":\#
        "Which come first.","schema":{"type":"string","enum":["newest","oldest"],"default":"newest"}\#
        }],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref"\#
        :"#/components/schemas/ReceiptList"}}}},"401":{"$ref":"#/components/responses/Unauthenticate\#
        d"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/\#
        NotFound"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/respo\#
        nses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/receipts/\#
        {sequence}":{"parameters":[{"name":"sequence","in":"path","required":true,"description":"The\#
         entry's number.","schema":{"$ref":"#/components/schemas/Sequence"}}],"get":{"operationId":"\#
        getReceipt","tags":["receipts"],"summary":"Shows an entry as it is stored, and the seal over\#
         it.","security":[{"bearer":["auditor"]},{"session":["auditor"]}],"responses":{"200":{"descr\#
        iption":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Receip\#
        tEntry"}}}},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/compone\#
        nts/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"422":{"$ref":"#/\#
        components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503"\#
        :{"$ref":"#/components/responses/Unavailable"}}}},"/v1/receipts/{sequence}/proof":{"paramete\#
        rs":[{"name":"sequence","in":"path","required":true,"description":"The entry's number.","sch\#
        ema":{"$ref":"#/components/schemas/Sequence"}}],"get":{"operationId":"getReceiptProof","tags\#
        ":["receipts"],"summary":"Proves that an entry is in the log, to be checked anywhere.","desc\#
        ription":"503 `not_sealed` for the moment until the entry is in a checkpoint.","security":[{\#
        "bearer":["auditor"]},{"session":["auditor"]}],"responses":{"200":{"description":"A C2SP tlo\#
        g-proof; docs/formats/proofs.md.","content":{"text/plain":{"schema":{"type":"string"}}}},"40\#
        1":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/F\#
        orbidden"},"404":{"$ref":"#/components/responses/NotFound"},"422":{"$ref":"#/components/resp\#
        onses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/com\#
        ponents/responses/Unavailable"}}}},"/v1/receipts/export":{"get":{"operationId":"exportReceip\#
        ts","tags":["receipts"],"summary":"Streams the journal as a file.","description":"`from_ms` \#
        and `to_ms` are of jsonl, csv and focus alone (422 with the others).","security":[{"bearer":\#
        ["auditor"]},{"session":["auditor"]}],"parameters":[{"name":"form","in":"query","description\#
        ":"Stored lines and seals; agentguard-spend's envelope; or calls in rows for other tools (do\#
        cs/exports.md).","schema":{"type":"string","enum":["farthing","agentguard","jsonl","csv","fo\#
        cus"],"default":"farthing"}},{"$ref":"#/components/parameters/FromMs"},{"$ref":"#/components\#
        /parameters/ToMs"},{"name":"budget","in":"query","description":"Calls that count in this bud\#
        get; of jsonl, csv and focus alone.","schema":{"$ref":"#/components/schemas/BudgetID"}}],"re\#
        sponses":{"200":{"description":"The file. One that ends without its last line was cut off.",\#
        "headers":{"Content-Disposition":{"description":"The file's name.","schema":{"type":"string"\#
        }}},"content":{"application/x-ndjson":{"schema":{"type":"string"}},"text/csv":{"schema":{"ty\#
        pe":"string"}}}},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/co\#
        mponents/responses/Forbidden"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref"\#
        :"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable\#
        "}}}},"/v1/log":{"get":{"operationId":"getLog","tags":["receipts"],"summary":"Says how long \#
        the journal is, and by what it is checked.","security":[{"bearer":["viewer"]},{"session":["v\#
        iewer"]}],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":\#
        {"$ref":"#/components/schemas/Log"}}}},"401":{"$ref":"#/components/responses/Unauthenticated\#
        "},"403":{"$ref":"#/components/responses/Forbidden"},"422":{"$ref":"#/components/responses/I\#
        nvalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components\#
        /responses/Unavailable"}}}},"/v1/holds":{"get":{"operationId":"listHolds","tags":["runs"],"s\#
        ummary":"Lists the open holds: who has the headroom.","security":[{"bearer":["viewer"]},{"se\#
        ssion":["viewer"]}],"parameters":[{"$ref":"#/components/parameters/Limit"},{"$ref":"#/compon\#
        ents/parameters/Cursor"},{"name":"budget","in":"query","description":"In this budget.","sche\#
        ma":{"$ref":"#/components/schemas/BudgetID"}},{"name":"scope","in":"query","description":"In\#
         this account; with `budget`.","schema":{"$ref":"#/components/schemas/AccountScope"}},{"name\#
        ":"workspace","in":"query","description":"Of this workspace alone.","schema":{"$ref":"#/comp\#
        onents/schemas/WorkspaceID"}},{"name":"agent","in":"query","description":"Of this agent.","s\#
        chema":{"type":"string","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{\#
        "name":"run","in":"query","description":"Of this run.","schema":{"$ref":"#/components/schema\#
        s/RunID"}},{"name":"key","in":"query","description":"Of this key.","schema":{"$ref":"#/compo\#
        nents/schemas/KeyID"}},{"name":"order","in":"query","description":"Which come first.","schem\#
        a":{"type":"string","enum":["newest","oldest","largest"],"default":"newest"}}],"responses":{\#
        "200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/s\#
        chemas/HoldList"}}}},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"\#
        #/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"422":{"\#
        $ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequest\#
        s"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/runs":{"get":{"operationId":\#
        "listRuns","tags":["runs"],"summary":"Lists runs, the latest first.","security":[{"bearer":[\#
        "viewer"]},{"session":["viewer"]}],"parameters":[{"$ref":"#/components/parameters/Limit"},{"\#
        $ref":"#/components/parameters/Cursor"},{"name":"workspace","in":"query","description":"Of t\#
        his workspace alone.","schema":{"$ref":"#/components/schemas/WorkspaceID"}},{"name":"agent",\#
        "in":"query","description":"Of this agent.","schema":{"type":"string","minLength":1,"maxLeng\#
        th":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"name":"state","in":"query","description":"In \#
        this state alone.","schema":{"type":"string","enum":["running","ended","killed"]}},{"$ref":"\#
        #/components/parameters/FromMs"},{"$ref":"#/components/parameters/ToMs"}],"responses":{"200"\#
        :{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schema\#
        s/RunList"}}}},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/comp\#
        onents/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"422":{"$ref":\#
        "#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"5\#
        03":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/runs/{run}":{"parameters":[{"name"\#
        :"run","in":"path","required":true,"description":"The run.","schema":{"$ref":"#/components/s\#
        chemas/RunID"}}],"get":{"operationId":"getRun","tags":["runs"],"summary":"Shows a run with a\#
        ll that it started.","security":[{"bearer":["viewer"]},{"session":["viewer"]}],"responses":{\#
        "200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/s\#
        chemas/RunDetail"}}}},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":\#
        "#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"422":{\#
        "$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyReques\#
        ts"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/runs/{run}/kill":{"paramete\#
        rs":[{"name":"run","in":"path","required":true,"description":"The run.","schema":{"$ref":"#/\#
        components/schemas/RunID"}}],"post":{"operationId":"killRun","tags":["runs"],"summary":"Stop\#
        s a run and all that it started, for good.","security":[{"bearer":["operator"]},{"session":[\#
        "operator"]}],"parameters":[{"$ref":"#/components/parameters/IdempotencyKey"}],"requestBody"\#
        :{"required":false,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Opt\#
        ionalNote"}}}},"responses":{"200":{"description":"Done.","headers":{"Idempotency-Replayed":{\#
        "$ref":"#/components/headers/IdempotencyReplayed"}},"content":{"application/json":{"schema":\#
        {"$ref":"#/components/schemas/KillOutcome"}}}},"400":{"$ref":"#/components/responses/BadRequ\#
        est"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/re\#
        sponses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/compon\#
        ents/responses/Conflict"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/\#
        components/responses/UnsupportedMediaType"},"422":{"$ref":"#/components/responses/Invalid"},\#
        "429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/response\#
        s/Unavailable"}}}},"/v1/kill":{"get":{"operationId":"getKills","tags":["runs"],"summary":"Sa\#
        ys what is stopped as a whole.","security":[{"bearer":["viewer"]},{"session":["viewer"]}],"r\#
        esponses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/c\#
        omponents/schemas/Kills"}}}},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{\#
        "$ref":"#/components/responses/Forbidden"},"422":{"$ref":"#/components/responses/Invalid"},"\#
        429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses\#
        /Unavailable"}}},"post":{"operationId":"killAll","tags":["runs"],"summary":"Stops everything\#
        , or a tenant: no new call is admitted.","security":[{"bearer":["operator"]},{"session":["op\#
        erator"]}],"parameters":[{"$ref":"#/components/parameters/IdempotencyKey"}],"requestBody":{"\#
        required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/KillReq\#
        uest"}}}},"responses":{"200":{"description":"Done.","headers":{"Idempotency-Replayed":{"$ref\#
        ":"#/components/headers/IdempotencyReplayed"}},"content":{"application/json":{"schema":{"$re\#
        f":"#/components/schemas/KillOutcome"}}}},"400":{"$ref":"#/components/responses/BadRequest"}\#
        ,"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/respons\#
        es/Forbidden"},"409":{"$ref":"#/components/responses/Conflict"},"413":{"$ref":"#/components/\#
        responses/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$r\#
        ef":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"\#
        },"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/kill/lift":{"post":{"operation\#
        Id":"liftKill","tags":["runs"],"summary":"Lets calls begin again; agents and runs that were 
        """#,
        #"""
        stopped by name stay so.","security":[{"bearer":["operator"]},{"session":["operator"]}],"par\#
        ameters":[{"$ref":"#/components/parameters/IdempotencyKey"}],"requestBody":{"required":true,\#
        "content":{"application/json":{"schema":{"$ref":"#/components/schemas/LiftKillRequest"}}}},"\#
        responses":{"200":{"description":"Done.","headers":{"Idempotency-Replayed":{"$ref":"#/compon\#
        ents/headers/IdempotencyReplayed"}},"content":{"application/json":{"schema":{"$ref":"#/compo\#
        nents/schemas/Kills"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#\#
        /components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"4\#
        04":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/components/responses/Conflic\#
        t"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/components/responses/U\#
        nsupportedMediaType"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/compo\#
        nents/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v\#
        1/analytics":{"get":{"operationId":"getAnalytics","tags":["analytics"],"summary":"Adds up wh\#
        at was spent, by one dimension and in steps of time.","description":"Without times: the last\#
         24 hours. Everything that was durable is counted. Beside the dimension of `by` at most one \#
        of workspace, agent, tool, model, user and run may be named (422).","security":[{"bearer":["\#
        viewer"]},{"session":["viewer"]}],"parameters":[{"$ref":"#/components/parameters/FromMs"},{"\#
        $ref":"#/components/parameters/ToMs"},{"name":"by","in":"query","description":"none, workspa\#
        ce, agent, tool, model, user, run or `tag:NAME`.","schema":{"type":"string","minLength":1,"m\#
        axLength":72,"pattern":"^(none|workspace|agent|tool|model|user|run|tag:[^\\x00-\\x1f\\x7f]{1\#
        ,64})$","default":"none"}},{"name":"step","in":"query","description":"At most 2,000 steps be\#
        tween the times.","schema":{"type":"string","enum":["none","hour","day","week","month"],"def\#
        ault":"none"}},{"name":"zone","in":"query","description":"In which days begin; UTC, without \#
        it.","schema":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[A-Za-z0-9+_/-]+$","\#
        description":"An IANA zone, in which days begin."}},{"name":"top","in":"query","description"\#
        :"How many groups; the rest is `other`.","schema":{"type":"integer","minimum":1,"maximum":20\#
        0,"default":50}},{"name":"currency","in":"query","description":"Costs in this currency alone\#
        .","schema":{"type":"string","pattern":"^[A-Z]{3}$","minLength":3,"maxLength":3,"default":"U\#
        SD"}},{"name":"workspace","in":"query","description":"Of this workspace alone.","schema":{"$\#
        ref":"#/components/schemas/WorkspaceID"}},{"name":"agent","in":"query","description":"Of thi\#
        s agent.","schema":{"type":"string","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\#
        \x7f]+$"}},{"name":"tool","in":"query","description":"Of this tool.","schema":{"type":"strin\#
        g","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"name":"model","in":"\#
        query","description":"Of this model.","schema":{"type":"string","minLength":1,"maxLength":25\#
        6,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"name":"user","in":"query","description":"Of this us\#
        er.","schema":{"type":"string","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]\#
        +$"}},{"name":"run","in":"query","description":"Of this run.","schema":{"type":"string","min\#
        Length":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}}],"responses":{"200":{"descrip\#
        tion":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Analytic\#
        s"}}}},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/r\#
        esponses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"422":{"$ref":"#/compo\#
        nents/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$r\#
        ef":"#/components/responses/Unavailable"}}}},"/v1/events":{"get":{"operationId":"streamEvent\#
        s","tags":["analytics"],"summary":"Streams events as they happen.","description":"Without a \#
        place to go on from it begins now. At most 64 streams (429).","security":[{"bearer":["viewer\#
        "]},{"session":["viewer"]}],"parameters":[{"name":"types","in":"query","description":"Types \#
        or patterns with commas between, as `budget.*,approval.*`; without it all but `call.refused`\#
        .","schema":{"type":"string","minLength":1,"maxLength":512,"pattern":"^[a-z_.*]+(,[a-z_.*]+)\#
        *$"}},{"name":"workspace","in":"query","description":"Of this workspace alone.","schema":{"$\#
        ref":"#/components/schemas/WorkspaceID"}},{"name":"after","in":"query","description":"As Las\#
        t-Event-ID, for who cannot send the header.","schema":{"$ref":"#/components/schemas/Sequence\#
        "}},{"$ref":"#/components/parameters/LastEventID"}],"responses":{"200":{"description":"Serve\#
        r-sent events; docs/events.md has the types and their members. A comment comes every 15 s.",\#
        "content":{"text/event-stream":{"schema":{"type":"string"},"example":": events\nretry: 1000\\#
        n\nid: 1042\nevent: budget.warning\ndata: {\"type\":\"budget.warning\",\"id\":\"4b1d0c2e9a7f\#
        4e11-1042\"}\n\n"}}},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"\#
        #/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"422":{"\#
        $ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequest\#
        s"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/audit":{"get":{"operationId"\#
        :"listChanges","tags":["analytics"],"summary":"Lists who changed what, the newest first.","s\#
        ecurity":[{"bearer":["auditor"]},{"session":["auditor"]}],"parameters":[{"$ref":"#/component\#
        s/parameters/Limit"},{"$ref":"#/components/parameters/Cursor"},{"$ref":"#/components/paramet\#
        ers/FromMs"},{"$ref":"#/components/parameters/ToMs"},{"name":"by","in":"query","description"\#
        :"Who, as `admin` or `person:ID`.","schema":{"type":"string","minLength":1,"maxLength":256,"\#
        pattern":"^[^\\x00-\\x1f\\x7f]+$"}},{"name":"collection","in":"query","description":"Of this\#
         collection.","schema":{"type":"string","enum":["workspaces","agents","tools","rules","asks"\#
        ,"budgets","policies","people","hooks","settings","keys"]}},{"name":"id","in":"query","descr\#
        iption":"Of this item; with `collection`.","schema":{"type":"string","minLength":1,"maxLengt\#
        h":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}}],"responses":{"200":{"description":"Done.","cont\#
        ent":{"application/json":{"schema":{"$ref":"#/components/schemas/ChangeList"}}}},"401":{"$re\#
        f":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden\#
        "},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses/Too\#
        ManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/people":{"get":{"\#
        operationId":"listPeople","tags":["people"],"summary":"Lists who may sign in.","security":[{\#
        "bearer":["admin"]},{"session":["admin"]}],"parameters":[{"$ref":"#/components/parameters/Li\#
        mit"},{"$ref":"#/components/parameters/Cursor"}],"responses":{"200":{"description":"Done.","\#
        content":{"application/json":{"schema":{"$ref":"#/components/schemas/PersonList"}}}},"401":{\#
        "$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbi\#
        dden"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/responses\#
        /TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/people/{perso\#
        n}":{"parameters":[{"name":"person","in":"path","required":true,"description":"Who it is; pe\#
        rcent-encoded.","schema":{"$ref":"#/components/schemas/PersonID"}}],"put":{"operationId":"pu\#
        tPerson","tags":["people"],"summary":"Lets somebody sign in, or changes what they may do.","\#
        security":[{"bearer":["admin"]},{"session":["admin"]}],"parameters":[{"$ref":"#/components/p\#
        arameters/IfMatch"},{"$ref":"#/components/parameters/IfNoneMatch"}],"requestBody":{"required\#
        ":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/PutPersonReques\#
        t"}}}},"responses":{"200":{"description":"Done.","headers":{"ETag":{"$ref":"#/components/hea\#
        ders/ETag"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Person"}}\#
        }},"201":{"description":"Made.","headers":{"ETag":{"$ref":"#/components/headers/ETag"},"Loca\#
        tion":{"$ref":"#/components/headers/Location"}},"content":{"application/json":{"schema":{"$r\#
        ef":"#/components/schemas/Person"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"40\#
        1":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/F\#
        orbidden"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/components/resp\#
        onses/Conflict"},"412":{"$ref":"#/components/responses/Stale"},"413":{"$ref":"#/components/r\#
        esponses/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$re\#
        f":"#/components/responses/Invalid"},"428":{"$ref":"#/components/responses/PreconditionRequi\#
        red"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/re\#
        sponses/Unavailable"}}},"delete":{"operationId":"removePerson","tags":["people"],"summary":"\#
        Lets somebody sign in no more; open sessions end.","security":[{"bearer":["admin"]},{"sessio\#
        n":["admin"]}],"parameters":[{"$ref":"#/components/parameters/IfMatchOptional"},{"$ref":"#/c\#
        omponents/parameters/Note"}],"responses":{"204":{"description":"Done; there is nothing to sa\#
        y."},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/res\#
        ponses/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/compone\#
        nts/responses/Conflict"},"412":{"$ref":"#/components/responses/Stale"},"422":{"$ref":"#/comp\#
        onents/responses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$\#
        ref":"#/components/responses/Unavailable"}}}},"/v1/webhooks":{"get":{"operationId":"listWebh\#
        ooks","tags":["people"],"summary":"Lists the webhooks and how their deliveries go.","securit\#
        y":[{"bearer":["admin"]},{"session":["admin"]}],"parameters":[{"$ref":"#/components/paramete\#
        rs/Limit"},{"$ref":"#/components/parameters/Cursor"}],"responses":{"200":{"description":"Don\#
        e.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/WebhookList"}}}},"\#
        401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses\#
        /Forbidden"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/res\#
        ponses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}},"post":{"oper\#
        ationId":"createWebhook","tags":["people"],"summary":"Makes a webhook and shows its secret o\#
        nce.","description":"At most 8 (409 `too_many`).","security":[{"bearer":["admin"]},{"session\#
        ":["admin"]}],"parameters":[{"$ref":"#/components/parameters/IdempotencyKey"}],"requestBody"\#
        :{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Crea\#
        teWebhookRequest"}}}},"responses":{"201":{"description":"Made.","headers":{"Location":{"$ref\#
        ":"#/components/headers/Location"},"ETag":{"$ref":"#/components/headers/ETag"},"Idempotency-\#
        Replayed":{"$ref":"#/components/headers/IdempotencyReplayed"}},"content":{"application/json"\#
        :{"schema":{"$ref":"#/components/schemas/WebhookWithSecret"}}}},"400":{"$ref":"#/components/\#
        responses/BadRequest"},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref"\#
        :"#/components/responses/Forbidden"},"409":{"$ref":"#/components/responses/Conflict"},"413":\#
        {"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/components/responses/Unsupported\#
        MediaType"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/components/resp\#
        onses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}}},"/v1/webhooks\#
        /{webhook}":{"parameters":[{"name":"webhook","in":"path","required":true,"description":"The \#
        webhook.","schema":{"$ref":"#/components/schemas/WebhookID"}}],"patch":{"operationId":"editW\#
        ebhook","tags":["people"],"summary":"Changes a webhook.","security":[{"bearer":["admin"]},{"\#
        session":["admin"]}],"parameters":[{"$ref":"#/components/parameters/IfMatch"}],"requestBody"\#
        :{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Edit\#
        WebhookRequest"}},"application/merge-patch+json":{"schema":{"$ref":"#/components/schemas/Edi\#
        tWebhookRequest"}}}},"responses":{"200":{"description":"Done.","headers":{"ETag":{"$ref":"#/\#
        components/headers/ETag"}},"content":{"application/json":{"schema":{"$ref":"#/components/sch\#
        emas/Webhook"}}}},"400":{"$ref":"#/components/responses/BadRequest"},"401":{"$ref":"#/compon\#
        ents/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$\#
        ref":"#/components/responses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"41\#
        2":{"$ref":"#/components/responses/Stale"},"413":{"$ref":"#/components/responses/TooLarge"},\#
        "415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{"$ref":"#/components/res\#
        ponses/Invalid"},"428":{"$ref":"#/components/responses/PreconditionRequired"},"429":{"$ref":\#
        "#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"\#
        }}},"delete":{"operationId":"removeWebhook","tags":["people"],"summary":"Removes a webhook; \#
        what waits for it is dropped.","security":[{"bearer":["admin"]},{"session":["admin"]}],"para\#
        meters":[{"$ref":"#/components/parameters/IfMatchOptional"},{"$ref":"#/components/parameters\#
        /Note"}],"responses":{"204":{"description":"Done; there is nothing to say."},"401":{"$ref":"\#
        #/components/responses/Unauthenticated"},"403":{"$ref":"#/components/responses/Forbidden"},"\#
        404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/components/responses/Confli\#
        ct"},"412":{"$ref":"#/components/responses/Stale"},"422":{"$ref":"#/components/responses/Inv\#
        alid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/components/r\#
        esponses/Unavailable"}}}},"/v1/webhooks/{webhook}/test":{"parameters":[{"name":"webhook","in\#
        ":"path","required":true,"description":"The webhook.","schema":{"$ref":"#/components/schemas\#
        /WebhookID"}}],"post":{"operationId":"testWebhook","tags":["people"],"summary":"Sends the we\#
        bhook a test event now.","description":"Its type is `webhook.test`.","security":[{"bearer":[\#
        "admin"]},{"session":["admin"]}],"parameters":[{"$ref":"#/components/parameters/IdempotencyK\#
        ey"}],"responses":{"200":{"description":"Done.","headers":{"Idempotency-Replayed":{"$ref":"#\#
        /components/headers/IdempotencyReplayed"}},"content":{"application/json":{"schema":{"$ref":"\#
        #/components/schemas/WebhookTest"}}}},"401":{"$ref":"#/components/responses/Unauthenticated"\#
        },"403":{"$ref":"#/components/responses/Forbidden"},"404":{"$ref":"#/components/responses/No\#
        tFound"},"409":{"$ref":"#/components/responses/Conflict"},"422":{"$ref":"#/components/respon\#
        ses/Invalid"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/compo\#
        nents/responses/Unavailable"}}}},"/v1/settings":{"get":{"operationId":"getSettings","tags":[\#
        "people"],"summary":"Shows the settings.","security":[{"bearer":["admin"]},{"session":["admi\#
        n"]}],"responses":{"200":{"description":"Done.","headers":{"ETag":{"$ref":"#/components/head\#
        ers/ETag"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Settings"}\#
        }}},"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/resp\#
        onses/Forbidden"},"422":{"$ref":"#/components/responses/Invalid"},"429":{"$ref":"#/component\#
        s/responses/TooManyRequests"},"503":{"$ref":"#/components/responses/Unavailable"}}},"patch":\#
        {"operationId":"editSettings","tags":["people"],"summary":"Changes settings.","security":[{"\#
        bearer":["admin"]},{"session":["admin"]}],"parameters":[{"$ref":"#/components/parameters/IfM\#
        atch"}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/co\#
        mponents/schemas/EditSettingsRequest"}},"application/merge-patch+json":{"schema":{"$ref":"#/\#
        components/schemas/EditSettingsRequest"}}}},"responses":{"200":{"description":"Done.","heade\#
        rs":{"ETag":{"$ref":"#/components/headers/ETag"}},"content":{"application/json":{"schema":{"\#
        $ref":"#/components/schemas/Settings"}}}},"400":{"$ref":"#/components/responses/BadRequest"}\#
        ,"401":{"$ref":"#/components/responses/Unauthenticated"},"403":{"$ref":"#/components/respons\#
        es/Forbidden"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/components/\#
        responses/Conflict"},"412":{"$ref":"#/components/responses/Stale"},"413":{"$ref":"#/componen\#
        ts/responses/TooLarge"},"415":{"$ref":"#/components/responses/UnsupportedMediaType"},"422":{\#
        "$ref":"#/components/responses/Invalid"},"428":{"$ref":"#/components/responses/PreconditionR\#
        equired"},"429":{"$ref":"#/components/responses/TooManyRequests"},"503":{"$ref":"#/component\#
        s/responses/Unavailable"}}}},"/":{"get":{"operationId":"getService","tags":["agent_gov"],"su\#
        mmary":"Says what this is and how much it counts.","description":"JSON for any client but a \#
        browser (`Accept` with `text/html` before JSON), which sees the overview page.","security":[\#
        ],"responses":{"200":{"description":"The service document, or for a browser the overview pag\#
        e.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/PeerService"}},"te\#
        xt/html":{"schema":{"type":"string"}}}},"303":{"description":"Sign in first.","headers":{"Lo\#
        cation":{"$ref":"#/components/headers/Location"}}},"429":{"$ref":"#/components/responses/Pee\#
        rTooManyRequests"},"503":{"$ref":"#/components/responses/PeerUnavailable"}}}},"/agents/regis\#
        ter":{"post":{"operationId":"registerAgent","tags":["agent_gov"],"summary":"Makes an agent w\#
        ith a daily budget and shows its key once.","description":"Not known workspaces are 404.","s\#
        ecurity":[{"bearer":["operator"]},{"session":["operator"]}],"requestBody":{"required":true,"\#
        content":{"application/json":{"schema":{"$ref":"#/components/schemas/RegisterAgentRequest"}}\#
        }},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref"\#
        :"#/components/schemas/RegisteredAgent"}}}},"401":{"$ref":"#/components/responses/PeerUnauth\#
        enticated"},"403":{"$ref":"#/components/responses/PeerForbidden"},"404":{"$ref":"#/component\#
        s/responses/PeerNotFound"},"413":{"$ref":"#/components/responses/PeerTooLarge"},"422":{"$ref\#
        ":"#/components/responses/PeerInvalid"},"429":{"$ref":"#/components/responses/PeerTooManyReq\#
        uests"},"503":{"$ref":"#/components/responses/PeerUnavailable"}}}},"/proxy/call":{"post":{"o\#
        perationId":"callTool","tags":["agent_gov"],"summary":"Asks for one tool call: charged, held\#
         for approval, or refused.","description":"The key may be in the body. In this order: 401 un\#
        known key, 429 paused, the registered price, 403 a policy blocks, 429 over the budget, which
        """#,
        #"""
         also pauses the agent.","security":[{"bearer":["agent"]},{}],"requestBody":{"required":true\#
        ,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/ToolCallRequest"}}}},\#
        "responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#\#
        /components/schemas/ToolCallAnswer"}}}},"401":{"$ref":"#/components/responses/PeerUnauthenti\#
        cated"},"403":{"description":"A policy blocks the call; nothing is charged.","content":{"app\#
        lication/json":{"schema":{"$ref":"#/components/schemas/Detail"},"example":{"detail":{"error"\#
        :"Policy violation","violations":[{"policy_id":1,"name":"no sms","reason":"the tool is block\#
        ed"}],"message":"1 policy blocks this call"}}}}},"413":{"$ref":"#/components/responses/PeerT\#
        ooLarge"},"422":{"$ref":"#/components/responses/PeerInvalid"},"429":{"$ref":"#/components/re\#
        sponses/PeerTooManyRequests"},"503":{"$ref":"#/components/responses/PeerUnavailable"}}}},"/a\#
        gents/{agent_key}/resume":{"parameters":[{"name":"agent_key","in":"path","required":true,"de\#
        scription":"The agent's key, as clients of agent-gov have it, or better its id (`ag_…`), whi\#
        ch is no secret.","schema":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[A-Za-z\#
        0-9_-]+$"}}],"post":{"operationId":"resumeAgentByKey","tags":["agent_gov"],"summary":"Takes \#
        a paused agent's pause back and begins its day at zero.","security":[{"bearer":["operator"]}\#
        ,{"session":["operator"]}],"responses":{"200":{"description":"Done.","content":{"application\#
        /json":{"schema":{"$ref":"#/components/schemas/ResumedAgent"}}}},"401":{"$ref":"#/components\#
        /responses/PeerUnauthenticated"},"403":{"$ref":"#/components/responses/PeerForbidden"},"404"\#
        :{"$ref":"#/components/responses/PeerNotFound"},"422":{"$ref":"#/components/responses/PeerIn\#
        valid"},"429":{"$ref":"#/components/responses/PeerTooManyRequests"},"503":{"$ref":"#/compone\#
        nts/responses/PeerUnavailable"}}}},"/agents/{agent_key}/reset":{"parameters":[{"name":"agent\#
        _key","in":"path","required":true,"description":"The agent's key, as clients of agent-gov ha\#
        ve it, or better its id (`ag_…`), which is no secret.","schema":{"type":"string","minLength"\#
        :1,"maxLength":64,"pattern":"^[A-Za-z0-9_-]+$"}}],"post":{"operationId":"resetAgentByKey","t\#
        ags":["agent_gov"],"summary":"Begins the agent's day at zero; a pause stays.","security":[{"\#
        bearer":["operator"]},{"session":["operator"]}],"responses":{"200":{"description":"Done.","c\#
        ontent":{"application/json":{"schema":{"$ref":"#/components/schemas/ResetAgent"}}}},"401":{"\#
        $ref":"#/components/responses/PeerUnauthenticated"},"403":{"$ref":"#/components/responses/Pe\#
        erForbidden"},"404":{"$ref":"#/components/responses/PeerNotFound"},"422":{"$ref":"#/componen\#
        ts/responses/PeerInvalid"},"429":{"$ref":"#/components/responses/PeerTooManyRequests"},"503"\#
        :{"$ref":"#/components/responses/PeerUnavailable"}}}},"/tools/register":{"post":{"operationI\#
        d":"registerTool","tags":["agent_gov"],"summary":"Registers a tool's price, or changes it.",\#
        "security":[{"bearer":["operator"]},{"session":["operator"]}],"requestBody":{"required":true\#
        ,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/RegisterToolRequest"}\#
        }}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref\#
        ":"#/components/schemas/RegisteredTool"}}}},"401":{"$ref":"#/components/responses/PeerUnauth\#
        enticated"},"403":{"$ref":"#/components/responses/PeerForbidden"},"404":{"$ref":"#/component\#
        s/responses/PeerNotFound"},"413":{"$ref":"#/components/responses/PeerTooLarge"},"422":{"$ref\#
        ":"#/components/responses/PeerInvalid"},"429":{"$ref":"#/components/responses/PeerTooManyReq\#
        uests"},"503":{"$ref":"#/components/responses/PeerUnavailable"}}}},"/tools":{"get":{"operati\#
        onId":"listRegisteredTools","tags":["agent_gov"],"summary":"Lists the registered tools.","se\#
        curity":[{"bearer":["viewer"]},{"session":["viewer"]}],"parameters":[{"name":"workspace_id",\#
        "in":"query","description":"Of this workspace alone; empty for all.","schema":{"type":"strin\#
        g","maxLength":50}}],"responses":{"200":{"description":"Done.","content":{"application/json"\#
        :{"schema":{"$ref":"#/components/schemas/PeerTools"}}}},"401":{"$ref":"#/components/response\#
        s/PeerUnauthenticated"},"403":{"$ref":"#/components/responses/PeerForbidden"},"422":{"$ref":\#
        "#/components/responses/PeerInvalid"},"429":{"$ref":"#/components/responses/PeerTooManyReque\#
        sts"},"503":{"$ref":"#/components/responses/PeerUnavailable"}}}},"/analytics/tools":{"get":{\#
        "operationId":"getToolAnalytics","tags":["agent_gov"],"summary":"Says what each tool has cos\#
        t.","security":[{"bearer":["viewer"]},{"session":["viewer"]}],"parameters":[{"name":"workspa\#
        ce_id","in":"query","description":"Of this workspace alone; empty for all.","schema":{"type"\#
        :"string","maxLength":50}}],"responses":{"200":{"description":"Done.","content":{"applicatio\#
        n/json":{"schema":{"$ref":"#/components/schemas/PeerToolAnalytics"}}}},"401":{"$ref":"#/comp\#
        onents/responses/PeerUnauthenticated"},"403":{"$ref":"#/components/responses/PeerForbidden"}\#
        ,"422":{"$ref":"#/components/responses/PeerInvalid"},"429":{"$ref":"#/components/responses/P\#
        eerTooManyRequests"},"503":{"$ref":"#/components/responses/PeerUnavailable"}}}},"/workspaces\#
        ":{"post":{"operationId":"addWorkspace","tags":["agent_gov"],"summary":"Makes a workspace an\#
        d shows its key once.","security":[{"bearer":["admin"]},{"session":["admin"]}],"requestBody"\#
        :{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/AddW\#
        orkspaceRequest"}}}},"responses":{"200":{"description":"Done.","content":{"application/json"\#
        :{"schema":{"$ref":"#/components/schemas/AddedWorkspace"}}}},"401":{"$ref":"#/components/res\#
        ponses/PeerUnauthenticated"},"403":{"$ref":"#/components/responses/PeerForbidden"},"413":{"$\#
        ref":"#/components/responses/PeerTooLarge"},"422":{"$ref":"#/components/responses/PeerInvali\#
        d"},"429":{"$ref":"#/components/responses/PeerTooManyRequests"},"503":{"$ref":"#/components/\#
        responses/PeerUnavailable"}}},"get":{"operationId":"getWorkspaces","tags":["agent_gov"],"sum\#
        mary":"Lists the workspaces.","security":[{"bearer":["viewer"]},{"session":["viewer"]}],"res\#
        ponses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/com\#
        ponents/schemas/PeerWorkspaces"}}}},"401":{"$ref":"#/components/responses/PeerUnauthenticate\#
        d"},"403":{"$ref":"#/components/responses/PeerForbidden"},"429":{"$ref":"#/components/respon\#
        ses/PeerTooManyRequests"},"503":{"$ref":"#/components/responses/PeerUnavailable"}}}},"/polic\#
        ies/types":{"get":{"operationId":"getRuleTypes","tags":["agent_gov"],"summary":"Lists the ki\#
        nds of policies and their actions.","security":[{"bearer":["viewer"]},{"session":["viewer"]}\#
        ],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":\#
        "#/components/schemas/RuleTypes"}}}},"401":{"$ref":"#/components/responses/PeerUnauthenticat\#
        ed"},"403":{"$ref":"#/components/responses/PeerForbidden"},"429":{"$ref":"#/components/respo\#
        nses/PeerTooManyRequests"},"503":{"$ref":"#/components/responses/PeerUnavailable"}}}},"/poli\#
        cies":{"post":{"operationId":"createRule","tags":["agent_gov"],"summary":"Makes a policy of \#
        one kind for one workspace.","security":[{"bearer":["operator"]},{"session":["operator"]}],"\#
        requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/\#
        schemas/CreateRuleRequest"}}}},"responses":{"200":{"description":"Done.","content":{"applica\#
        tion/json":{"schema":{"$ref":"#/components/schemas/CreatedRule"}}}},"400":{"$ref":"#/compone\#
        nts/responses/PeerBadRequest"},"401":{"$ref":"#/components/responses/PeerUnauthenticated"},"\#
        403":{"$ref":"#/components/responses/PeerForbidden"},"404":{"$ref":"#/components/responses/P\#
        eerNotFound"},"413":{"$ref":"#/components/responses/PeerTooLarge"},"422":{"$ref":"#/componen\#
        ts/responses/PeerInvalid"},"429":{"$ref":"#/components/responses/PeerTooManyRequests"},"503"\#
        :{"$ref":"#/components/responses/PeerUnavailable"}}},"get":{"operationId":"listRules","tags"\#
        :["agent_gov"],"summary":"Lists the policies.","security":[{"bearer":["viewer"]},{"session":\#
        ["viewer"]}],"parameters":[{"name":"workspace_id","in":"query","description":"Of this worksp\#
        ace alone; empty for all.","schema":{"type":"string","maxLength":50}}],"responses":{"200":{"\#
        description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/R\#
        ules"}}}},"401":{"$ref":"#/components/responses/PeerUnauthenticated"},"403":{"$ref":"#/compo\#
        nents/responses/PeerForbidden"},"422":{"$ref":"#/components/responses/PeerInvalid"},"429":{"\#
        $ref":"#/components/responses/PeerTooManyRequests"},"503":{"$ref":"#/components/responses/Pe\#
        erUnavailable"}}}},"/policies/{policy_id}":{"parameters":[{"name":"policy_id","in":"path","r\#
        equired":true,"description":"The policy's number.","schema":{"type":"integer","minimum":1,"m\#
        aximum":9007199254740991,"format":"int64"}}],"get":{"operationId":"getRule","tags":["agent_g\#
        ov"],"summary":"Shows a policy.","security":[{"bearer":["viewer"]},{"session":["viewer"]}],"\#
        responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/\#
        components/schemas/Rule"}}}},"401":{"$ref":"#/components/responses/PeerUnauthenticated"},"40\#
        3":{"$ref":"#/components/responses/PeerForbidden"},"404":{"$ref":"#/components/responses/Pee\#
        rNotFound"},"422":{"$ref":"#/components/responses/PeerInvalid"},"429":{"$ref":"#/components/\#
        responses/PeerTooManyRequests"},"503":{"$ref":"#/components/responses/PeerUnavailable"}}},"d\#
        elete":{"operationId":"deleteRule","tags":["agent_gov"],"summary":"Removes a policy.","secur\#
        ity":[{"bearer":["operator"]},{"session":["operator"]}],"responses":{"200":{"description":"D\#
        one.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/DeletedRule"}}}}\#
        ,"401":{"$ref":"#/components/responses/PeerUnauthenticated"},"403":{"$ref":"#/components/res\#
        ponses/PeerForbidden"},"404":{"$ref":"#/components/responses/PeerNotFound"},"422":{"$ref":"#\#
        /components/responses/PeerInvalid"},"429":{"$ref":"#/components/responses/PeerTooManyRequest\#
        s"},"503":{"$ref":"#/components/responses/PeerUnavailable"}}}},"/policies/{policy_id}/toggle\#
        ":{"parameters":[{"name":"policy_id","in":"path","required":true,"description":"The policy's\#
         number.","schema":{"type":"integer","minimum":1,"maximum":9007199254740991,"format":"int64"\#
        }}],"patch":{"operationId":"toggleRule","tags":["agent_gov"],"summary":"Switches a policy on\#
         or off.","security":[{"bearer":["operator"]},{"session":["operator"]}],"requestBody":{"requ\#
        ired":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/ToggleRuleR\#
        equest"}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema\#
        ":{"$ref":"#/components/schemas/Rule"}}}},"401":{"$ref":"#/components/responses/PeerUnauthen\#
        ticated"},"403":{"$ref":"#/components/responses/PeerForbidden"},"404":{"$ref":"#/components/\#
        responses/PeerNotFound"},"413":{"$ref":"#/components/responses/PeerTooLarge"},"422":{"$ref":\#
        "#/components/responses/PeerInvalid"},"429":{"$ref":"#/components/responses/PeerTooManyReque\#
        sts"},"503":{"$ref":"#/components/responses/PeerUnavailable"}}}},"/approvals/{approval_id}/d\#
        ecide":{"parameters":[{"name":"approval_id","in":"path","required":true,"description":"The a\#
        pproval, as the call's answer named it.","schema":{"type":"string","minLength":1,"maxLength"\#
        :64,"pattern":"^[A-Za-z0-9-]+$"}}],"post":{"operationId":"decideCall","tags":["agent_gov"],"\#
        summary":"Approves or denies a call that waits.","description":"400 where it was decided alr\#
        eady. What is denied gives its money back.","security":[{"bearer":["approver"]},{"session":[\#
        "approver"]}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref"\#
        :"#/components/schemas/DecideCallRequest"}}}},"responses":{"200":{"description":"Done.","con\#
        tent":{"application/json":{"schema":{"$ref":"#/components/schemas/DecidedCall"}}}},"400":{"$\#
        ref":"#/components/responses/PeerBadRequest"},"401":{"$ref":"#/components/responses/PeerUnau\#
        thenticated"},"403":{"$ref":"#/components/responses/PeerForbidden"},"404":{"$ref":"#/compone\#
        nts/responses/PeerNotFound"},"409":{"$ref":"#/components/responses/PeerConflict"},"413":{"$r\#
        ef":"#/components/responses/PeerTooLarge"},"422":{"$ref":"#/components/responses/PeerInvalid\#
        "},"429":{"$ref":"#/components/responses/PeerTooManyRequests"},"503":{"$ref":"#/components/r\#
        esponses/PeerUnavailable"}}}},"/approvals/pending":{"get":{"operationId":"listPendingCalls",\#
        "tags":["agent_gov"],"summary":"Lists the calls that wait for a decision.","security":[{"bea\#
        rer":["viewer"]},{"session":["viewer"]}],"responses":{"200":{"description":"Done.","content"\#
        :{"application/json":{"schema":{"$ref":"#/components/schemas/PendingCalls"}}}},"401":{"$ref"\#
        :"#/components/responses/PeerUnauthenticated"},"403":{"$ref":"#/components/responses/PeerFor\#
        bidden"},"429":{"$ref":"#/components/responses/PeerTooManyRequests"},"503":{"$ref":"#/compon\#
        ents/responses/PeerUnavailable"}}}},"/dashboard":{"get":{"operationId":"getDashboard","tags"\#
        :["agent_gov"],"summary":"Shows the overview page.","security":[{"bearer":["viewer"]},{"sess\#
        ion":["viewer"]}],"parameters":[{"name":"workspace_id","in":"query","description":"Of this w\#
        orkspace alone; empty for all.","schema":{"type":"string","maxLength":50}}],"responses":{"20\#
        0":{"description":"The page.","content":{"text/html":{"schema":{"type":"string"}}}},"303":{"\#
        description":"Sign in first.","headers":{"Location":{"$ref":"#/components/headers/Location"}\#
        }},"401":{"$ref":"#/components/responses/PeerUnauthenticated"},"403":{"$ref":"#/components/r\#
        esponses/PeerForbidden"},"404":{"description":"There is no such workspace.","content":{"text\#
        /html":{"schema":{"type":"string"}}}},"422":{"$ref":"#/components/responses/PeerInvalid"},"4\#
        29":{"$ref":"#/components/responses/PeerTooManyRequests"},"503":{"$ref":"#/components/respon\#
        ses/PeerUnavailable"}}}},"/api/v1/cu-tariff":{"get":{"operationId":"getTariff","tags":["actg\#
        uard"],"summary":"Shows the prices in cost units.","security":[],"responses":{"200":{"descri\#
        ption":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Tariff"\#
        }}}},"429":{"$ref":"#/components/responses/PeerTooManyRequests"},"503":{"$ref":"#/components\#
        /responses/PeerUnavailable"}}}},"/api/v1/reserve":{"post":{"operationId":"reserveBudget","ta\#
        gs":["actguard"],"summary":"Sets a run's money aside.","security":[{"bearer":["key"]}],"requ\#
        estBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/sche\#
        mas/ReserveRequest"}}}},"responses":{"200":{"description":"Done.","content":{"application/js\#
        on":{"schema":{"$ref":"#/components/schemas/Reservation"}}}},"401":{"$ref":"#/components/res\#
        ponses/PeerUnauthenticated"},"402":{"description":"The budget is paused, frozen or used up f\#
        or good: somebody must top it up.","content":{"application/json":{"schema":{"$ref":"#/compon\#
        ents/schemas/PaymentRequired"}}}},"403":{"$ref":"#/components/responses/PeerForbidden"},"409\#
        ":{"description":"The budget has no room for it.","content":{"application/json":{"schema":{"\#
        $ref":"#/components/schemas/BudgetExceeded"}}}},"413":{"$ref":"#/components/responses/PeerTo\#
        oLarge"},"422":{"$ref":"#/components/responses/PeerInvalid"},"429":{"$ref":"#/components/res\#
        ponses/PeerTooManyRequests"},"503":{"$ref":"#/components/responses/PeerUnavailable"}}}},"/ap\#
        i/v1/settle":{"post":{"operationId":"settleBudget","tags":["actguard"],"summary":"Replaces w\#
        hat was set aside by what the run cost.","description":"413 above 8 MiB. 409 where another s\#
        ettlement came first.","security":[{"bearer":["key"]}],"requestBody":{"required":true,"conte\#
        nt":{"application/json":{"schema":{"$ref":"#/components/schemas/SettleRequest"}}}},"response\#
        s":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/componen\#
        ts/schemas/Settled"}}}},"401":{"$ref":"#/components/responses/PeerUnauthenticated"},"402":{"\#
        description":"The budget is paused, frozen or used up for good: somebody must top it up.","c\#
        ontent":{"application/json":{"schema":{"$ref":"#/components/schemas/PaymentRequired"}}}},"40\#
        3":{"$ref":"#/components/responses/PeerForbidden"},"404":{"$ref":"#/components/responses/Pee\#
        rNotFound"},"409":{"description":"The budget has no room for it.","content":{"application/js\#
        on":{"schema":{"$ref":"#/components/schemas/BudgetExceeded"}}}},"413":{"$ref":"#/components/\#
        responses/PeerTooLarge"},"422":{"$ref":"#/components/responses/PeerInvalid"},"429":{"$ref":"\#
        #/components/responses/PeerTooManyRequests"},"503":{"$ref":"#/components/responses/PeerUnava\#
        ilable"}}}},"/api/v1/events":{"post":{"operationId":"recordEvents","tags":["actguard"],"summ\#
        ary":"Takes a batch of events.","description":"413 above 1 MiB.","security":[{"bearer":["key\#
        "]}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/compo\#
        nents/schemas/EventBatch"}}}},"responses":{"202":{"description":"Taken.","content":{"applica\#
        tion/json":{"schema":{"$ref":"#/components/schemas/EventsTaken"}}}},"401":{"$ref":"#/compone\#
        nts/responses/PeerUnauthenticated"},"403":{"$ref":"#/components/responses/PeerForbidden"},"4\#
        13":{"$ref":"#/components/responses/PeerTooLarge"},"422":{"$ref":"#/components/responses/Pee\#
        rInvalid"},"429":{"$ref":"#/components/responses/PeerTooManyRequests"},"503":{"$ref":"#/comp\#
        onents/responses/PeerUnavailable"}}}}},"components":{"securitySchemes":{"bearer":{"type":"ht\#
        tp","scheme":"bearer","description":"The admin token (`fa_…`), or an access key (`fk_…`, or \#
        `ag-…` of an agent). The words beside it are roles, of which one is needed: viewer, auditor,\#
         operator, approver, admin (which has them all); `agent` is an agent's own key, `key` any ac\#
        cess key that makes calls, `any` whoever shows who it is."},"session":{"type":"apiKey","in":\#
        "cookie","name":"farthing_session","description":"A signed-in person's session; over TLS its\#
         name has the prefix `__Host-`. What changes something needs the header `x-csrf-token` besid\#
        e it."}},"parameters":{"Limit":{"name":"limit","in":"query","description":"How many items at\#
         most.","schema":{"type":"integer","minimum":1,"maximum":200,"default":50}},"Cursor":{"name"\#
        :"cursor","in":"query","description":"Where the page begins: `next` of the page before, with\#
         the same filters. Another cursor is refused.","schema":{"type":"string","minLength":1,"maxL\#
        ength":1024,"pattern":"^[A-Za-z0-9_-]+$"}},"Note":{"name":"note","in":"query","description":\#
        "Why; kept with the change.","schema":{"$ref":"#/components/schemas/Note"}},"FromMs":{"name"\#
        :"from_ms","in":"query","description":"From this time on.","schema":{"$ref":"#/components/sc
        """#,
        #"""
        hemas/TimeMs"}},"ToMs":{"name":"to_ms","in":"query","description":"Until before this time; n\#
        ot before `from_ms`.","schema":{"$ref":"#/components/schemas/TimeMs"}},"IfMatch":{"name":"If\#
        -Match","in":"header","description":"The ETag of the item as it was read. Needed for an item\#
         that is there (428 without it); 412 where it has changed since. `*`: whatever it is now.","\#
        schema":{"type":"string","minLength":1,"maxLength":32,"pattern":"^(\\*|\"[1-9][0-9]{0,17}\")\#
        $"}},"IfMatchOptional":{"name":"If-Match","in":"header","description":"The ETag of the item \#
        as it was read: 412 where it has changed since.","schema":{"type":"string","minLength":1,"ma\#
        xLength":32,"pattern":"^(\\*|\"[1-9][0-9]{0,17}\")$"}},"IfNoneMatch":{"name":"If-None-Match"\#
        ,"in":"header","description":"`*`: only where there is no such item yet, 412 otherwise.","sc\#
        hema":{"type":"string","const":"*"}},"IdempotencyKey":{"name":"Idempotency-Key","in":"header\#
        ","description":"Names this request for 24 hours, for whoever sends it: a repeat does nothin\#
        g and has the same answer, without a secret that was in it. Another request under the same n\#
        ame is refused.","schema":{"type":"string","minLength":1,"maxLength":255,"pattern":"^[\\x21-\#
        \\x7e]+$"}},"LastEventID":{"name":"Last-Event-ID","in":"header","description":"The last even\#
        t that was seen; the stream goes on behind it.","schema":{"type":"string","minLength":1,"max\#
        Length":18,"pattern":"^[0-9]+$"}}},"headers":{"ETag":{"description":"The item's `version` in\#
         quotes.","schema":{"type":"string"}},"Location":{"description":"Where what was made is.","s\#
        chema":{"type":"string","format":"uri-reference"}},"RetryAfter":{"description":"Seconds afte\#
        r which it is worth another try.","schema":{"type":"integer","minimum":0}},"WWWAuthenticate"\#
        :{"description":"How to show who you are.","schema":{"type":"string"}},"IdempotencyReplayed"\#
        :{"description":"`true` where the answer is that of an earlier request under the same key.",\#
        "schema":{"type":"string","const":"true"}}},"responses":{"BadRequest":{"description":"`malfo\#
        rmed_json`: the body is not JSON, or has a member twice.","content":{"application/problem+js\#
        on":{"schema":{"$ref":"#/components/schemas/Problem"},"example":{"type":"urn:farthing:proble\#
        m:malformed_json","title":"Bad Request","status":400,"detail":"The body is not JSON: the obj\#
        ect is not closed.","code":"malformed_json"}}}},"Unauthenticated":{"description":"`unauthent\#
        icated`: no credential, or none that is good. `session_ended`.","headers":{"WWW-Authenticate\#
        ":{"$ref":"#/components/headers/WWWAuthenticate"}},"content":{"application/problem+json":{"s\#
        chema":{"$ref":"#/components/schemas/Problem"},"example":{"type":"urn:farthing:problem:unaut\#
        henticated","title":"Unauthorized","status":401,"detail":"a bearer token or a session is nee\#
        ded","code":"unauthenticated"}}}},"Forbidden":{"description":"`forbidden`: the role does not\#
         allow it, or not in this workspace. `csrf`: a session without its token. `own_call`, `not_a\#
        n_approver`: a vote that does not count.","content":{"application/problem+json":{"schema":{"\#
        $ref":"#/components/schemas/Problem"},"example":{"type":"urn:farthing:problem:forbidden","ti\#
        tle":"Forbidden","status":403,"detail":"the role operator is needed","code":"forbidden"}}}},\#
        "NotFound":{"description":"`not_found`: there is none of this name, or none that you may see\#
        .","content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"},"\#
        example":{"type":"urn:farthing:problem:not_found","title":"Not Found","status":404,"detail":\#
        "there is no such agent","code":"not_found"}}}},"Conflict":{"description":"As things are it \#
        cannot be done: `already_exists`, `already_decided`, `budget_exceeded`, `conflict`, `confirm\#
        ation`, `idempotency_key_conflict`, `in_use`, `not_editable`, `policy_fault`, `retired`, `to\#
        o_many`, or why the ledger refused.","content":{"application/problem+json":{"schema":{"$ref"\#
        :"#/components/schemas/Problem"},"example":{"type":"urn:farthing:problem:already_exists","ti\#
        tle":"Conflict","status":409,"detail":"a key of this name is in use","code":"already_exists"\#
        }}}},"Stale":{"description":"`stale`: the item has changed since it was read; `ETag` is the \#
        one of now.","headers":{"ETag":{"$ref":"#/components/headers/ETag"}},"content":{"application\#
        /problem+json":{"schema":{"$ref":"#/components/schemas/Problem"},"example":{"type":"urn:fart\#
        hing:problem:stale","title":"Precondition Failed","status":412,"detail":"the item has anothe\#
        r version","code":"stale"}}}},"TooLarge":{"description":"`too_large`: more than 256 KiB, or \#
        4 MiB where policies are sent.","content":{"application/problem+json":{"schema":{"$ref":"#/c\#
        omponents/schemas/Problem"},"example":{"type":"urn:farthing:problem:too_large","title":"Cont\#
        ent Too Large","status":413,"detail":"The body is longer than 262144 bytes.","code":"too_lar\#
        ge"}}}},"UnsupportedMediaType":{"description":"`unsupported_media_type`: another content typ\#
        e or encoding than those stated.","content":{"application/problem+json":{"schema":{"$ref":"#\#
        /components/schemas/Problem"},"example":{"type":"urn:farthing:problem:unsupported_media_type\#
        ","title":"Unsupported Media Type","status":415,"detail":"application/json is needed","code"\#
        :"unsupported_media_type"}}}},"Invalid":{"description":"`invalid`: a member or parameter is \#
        unknown, missing or out of its bounds.","content":{"application/problem+json":{"schema":{"$r\#
        ef":"#/components/schemas/Problem"},"example":{"type":"urn:farthing:problem:invalid","title"\#
        :"Unprocessable Content","status":422,"detail":"1 parameter is wrong","code":"invalid","erro\#
        rs":[{"parameter":"limit","detail":"a whole number from 1 to 200"}]}}}},"PreconditionRequire\#
        d":{"description":"`precondition_required`: an edit needs `If-Match`.","content":{"applicati\#
        on/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"},"example":{"type":"urn:fa\#
        rthing:problem:precondition_required","title":"Precondition Required","status":428,"detail":\#
        "read the item and send its ETag","code":"precondition_required"}}}},"TooManyRequests":{"des\#
        cription":"`too_many_requests`, or `too_many_streams`.","headers":{"Retry-After":{"$ref":"#/\#
        components/headers/RetryAfter"}},"content":{"application/problem+json":{"schema":{"$ref":"#/\#
        components/schemas/Problem"},"example":{"type":"urn:farthing:problem:too_many_requests","tit\#
        le":"Too Many Requests","status":429,"detail":"try again in 30 s","code":"too_many_requests"\#
        }}}},"Unavailable":{"description":"`ledger_unavailable`, `disk_low`, `not_sealed`: not now, \#
        and nothing was changed. `outcome_unknown`: whether it was is not known; the same Idempotenc\#
        y-Key makes a repeat safe.","headers":{"Retry-After":{"$ref":"#/components/headers/RetryAfte\#
        r"}},"content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}\#
        ,"example":{"type":"urn:farthing:problem:ledger_unavailable","title":"Service Unavailable","\#
        status":503,"detail":"the ledger cannot write","code":"ledger_unavailable"}}}},"PeerBadReque\#
        st":{"description":"Not possible as things are, or a word that is none of those known.","con\#
        tent":{"application/json":{"schema":{"$ref":"#/components/schemas/Detail"},"example":{"detai\#
        l":"Approval already approved"}}}},"PeerUnauthenticated":{"description":"The key is unknown,\#
         or none was sent.","headers":{"WWW-Authenticate":{"$ref":"#/components/headers/WWWAuthentic\#
        ate"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Detail"},"examp\#
        le":{"detail":"Invalid agent key"}}}},"PeerForbidden":{"description":"The credential does no\#
        t allow it.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Detail"},\#
        "example":{"detail":"The admin token or the workspace's key is needed"}}}},"PeerNotFound":{"\#
        description":"There is none of this name, or none that you may see.","content":{"application\#
        /json":{"schema":{"$ref":"#/components/schemas/Detail"},"example":{"detail":"Policy not foun\#
        d"}}}},"PeerConflict":{"description":"As things are it cannot be done.","content":{"applicat\#
        ion/json":{"schema":{"$ref":"#/components/schemas/Detail"},"example":{"detail":"The money th\#
        at was held is gone"}}}},"PeerTooLarge":{"description":"The body is longer than 256 KiB, whe\#
        re nothing else is said.","content":{"application/json":{"schema":{"$ref":"#/components/sche\#
        mas/Detail"},"example":{"detail":"Request body too large"}}}},"PeerInvalid":{"description":"\#
        What was sent does not fit.","content":{"application/json":{"schema":{"$ref":"#/components/s\#
        chemas/DetailList"}}}},"PeerTooManyRequests":{"description":"Too many requests.","headers":{\#
        "Retry-After":{"$ref":"#/components/headers/RetryAfter"}},"content":{"application/json":{"sc\#
        hema":{"$ref":"#/components/schemas/Detail"},"example":{"detail":"Too many requests"}}}},"Pe\#
        erUnavailable":{"description":"Not now; nothing was changed.","headers":{"Retry-After":{"$re\#
        f":"#/components/headers/RetryAfter"}},"content":{"application/json":{"schema":{"$ref":"#/co\#
        mponents/schemas/Detail"},"example":{"detail":"The ledger cannot write"}}}}},"schemas":{"Nan\#
        os":{"type":"integer","minimum":0,"maximum":900000000000000000,"format":"int64","description\#
        ":"An amount of money in billionths of its currency."},"SignedNanos":{"type":"integer","mini\#
        mum":-900000000000000000,"maximum":900000000000000000,"format":"int64","description":"An amo\#
        unt of money in billionths of its currency, or less than nothing."},"Amount":{"type":"intege\#
        r","minimum":-900000000000000000,"maximum":900000000000000000,"format":"int64","description"\#
        :"A whole number in the smallest part of the unit beside it: billionths of a currency; else \#
        tokens, calls, concurrent calls or credits."},"TimeMs":{"type":"integer","minimum":0,"maximu\#
        m":253402300799999,"format":"int64","description":"Milliseconds since 1970-01-01T00:00:00Z."\#
        },"Sequence":{"type":"integer","minimum":0,"maximum":9007199254740991,"format":"int64","desc\#
        ription":"The number of an entry of the journal: its receipt."},"Version":{"type":"integer",\#
        "minimum":1,"format":"int64","description":"Counts the item's changes; in quotes it is the i\#
        tem's ETag."},"Next":{"type":["string","null"],"description":"The next page's cursor; null b\#
        ehind the last item."},"Note":{"type":"string","maxLength":256,"pattern":"^[^\\x00-\\x08\\x0\#
        b-\\x1f\\x7f]*$","description":"Why; kept with the change, in the words of who made it."},"C\#
        urrency":{"type":"string","pattern":"^[A-Z]{3}$","description":"An ISO 4217 code."},"Unit":{\#
        "type":"string","description":"What is counted: an ISO 4217 code, `tokens`, `calls`, `concur\#
        rent`, `credits` or `credits:NAME`."},"AmountText":{"type":"string","minLength":1,"maxLength\#
        ":64,"pattern":"^[0-9]{1,12}(\\.[0-9]{1,9})?[kKMB]? *[A-Za-z$€£₹][^\\x00-\\x1f\\x7f]*$","des\#
        cription":"An amount with its unit, as policies write it: `5 USD`, `500k tokens`, `3 calls`.\#
         More than nothing."},"WorkspaceID":{"type":"string","minLength":1,"maxLength":50,"pattern":\#
        "^[A-Za-z0-9_-]+$","description":"`default`, or `ws-` and 16 hexadecimal digits."},"AgentID"\#
        :{"type":"string","maxLength":19,"pattern":"^ag_[0-9a-f]{16}$","description":"`ag_` and 16 h\#
        exadecimal digits."},"KeyID":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[A-Za\#
        -z0-9_-]+$","description":"Names an access key; no secret."},"BudgetID":{"type":"string","mi\#
        nLength":1,"maxLength":128,"pattern":"^[^\\x00-\\x1f\\x7f]+$","description":"Names a budget \#
        of the policy in force."},"AccountScope":{"type":"string","maxLength":1024,"pattern":"^[^\\x\#
        00-\\x1f\\x7f]*$","description":"The account of a budget that is kept `per` dimension, as `a\#
        gent=a1` or `agent=a1,team=x`; empty for a budget's only one."},"ModelName":{"type":"string"\#
        ,"minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$","description":"A model's n\#
        ame."},"ToolName":{"type":"string","minLength":1,"maxLength":100,"pattern":"^[^\\x00-\\x1f\\\#
        x7f]+$","description":"A tool's name."},"RunID":{"type":"string","minLength":1,"maxLength":2\#
        56,"pattern":"^[^\\x00-\\x1f\\x7f]+$","description":"A run's name, as its calls claim it."},\#
        "Scope":{"type":"object","description":"Values by dimension: tenant, team, project, user, ag\#
        ent, run, session, provider, model, tool and `tag:NAME`.","propertyNames":{"pattern":"^(tena\#
        nt|team|project|user|agent|run|session|provider|model|tool|tag:[^\\x00-\\x1f\\x7f]{1,64})$"}\#
        ,"additionalProperties":{"type":"string","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\#
        \x1f\\x7f]+$"},"maxProperties":32},"Who":{"type":"string","description":"Who did it: `admin`\#
        , `key:ID`, `person:ID`, or `server`."},"RoleName":{"type":"string","enum":["viewer","audito\#
        r","operator","approver","admin"],"description":"What somebody may do. Each sees what a view\#
        er sees; an auditor exports receipts and reads the audit, an operator changes budgets, agent\#
        s and tools and stops things, an approver decides approvals, and an admin does all of it, an\#
        d keys, people, policies and settings."},"OptionalNote":{"type":"object","description":"What\#
         may be said with it.","properties":{"note":{"$ref":"#/components/schemas/Note"}},"additiona\#
        lProperties":false,"examples":[{"note":"asked for by finance"}]},"Line":{"type":"object","de\#
        scription":"What counts in one account.","properties":{"budget":{"$ref":"#/components/schema\#
        s/BudgetID"},"scope":{"$ref":"#/components/schemas/AccountScope"},"unit":{"$ref":"#/componen\#
        ts/schemas/Unit"},"amount":{"$ref":"#/components/schemas/Amount"}},"required":["budget","sco\#
        pe","unit","amount"],"examples":[{"budget":"agents.default","scope":"agent=ag_0a1b2c3d4e5f60\#
        71","unit":"USD","amount":250000000}]},"KillOutcome":{"type":"object","description":"What wa\#
        s stopped. New calls are refused from that entry on; calls that a provider has already are s\#
        ettled by what they cost.","properties":{"sequence":{"$ref":"#/components/schemas/Sequence"}\#
        ,"released_holds":{"type":"integer","minimum":0,"format":"int64","description":"Holds given \#
        back, of which nothing was sent."},"withdrawn_approvals":{"type":"integer","minimum":0,"form\#
        at":"int64","description":"Approvals that were open."},"running_holds":{"type":"integer","mi\#
        nimum":0,"format":"int64","description":"Calls that were sent and go on until they end."}},"\#
        required":["sequence","released_holds","withdrawn_approvals","running_holds"],"examples":[{"\#
        sequence":4711,"released_holds":2,"withdrawn_approvals":1,"running_holds":3}]},"Problem":{"t\#
        ype":"object","description":"Why not (RFC 9457). What was sent is never echoed.","properties\#
        ":{"type":{"type":"string","format":"uri-reference","description":"`urn:farthing:problem:` a\#
        nd the code."},"title":{"type":"string","description":"The status in words."},"status":{"typ\#
        e":"integer","minimum":400,"maximum":599},"detail":{"type":"string","description":"What is w\#
        rong, for people."},"code":{"type":"string","pattern":"^[a-z][A-Za-z0-9_]*$","description":"\#
        What is wrong, for programs; more are only ever added."},"errors":{"type":"array","items":{"\#
        type":"object","description":"One member or parameter that is wrong.","properties":{"pointer\#
        ":{"type":"string","description":"Where in the body: a JSON Pointer."},"parameter":{"type":"\#
        string","description":"Which parameter or header."},"detail":{"type":"string","description":\#
        "What it should be."},"line":{"type":"integer","minimum":1,"format":"int64","description":"I\#
        n a policy's text."},"column":{"type":"integer","minimum":1,"format":"int64"}},"required":["\#
        detail"]},"maxItems":64,"description":"Every fault found, at most 64."},"receipt":{"$ref":"#\#
        /components/schemas/Sequence"},"budget":{"type":"string","description":"The budget that refu\#
        ses."},"scope":{"type":"string","description":"Its account."},"unit":{"$ref":"#/components/s\#
        chemas/Unit"},"limit":{"$ref":"#/components/schemas/Amount"},"spent":{"$ref":"#/components/s\#
        chemas/Amount"},"held":{"$ref":"#/components/schemas/Amount"},"needed":{"$ref":"#/components\#
        /schemas/Amount"}},"required":["type","title","status","detail","code"],"examples":[{"type":\#
        "urn:farthing:problem:invalid","title":"Unprocessable Content","status":422,"detail":"1 memb\#
        er is wrong","code":"invalid","errors":[{"pointer":"/daily_limit_nanos","detail":"a whole nu\#
        mber from 0 to 900000000000000000, or null"}]}]},"Detail":{"type":"object","description":"ag\#
        ent-gov's form of an error.","properties":{"detail":{"type":["string","object"],"description\#
        ":"Why not, in a sentence, or with what a policy objects to.","properties":{"error":{"type":\#
        "string"},"message":{"type":"string"},"violations":{"type":"array","items":{"type":"object",\#
        "properties":{"policy_id":{"type":"integer","minimum":1,"format":"int64"},"name":{"type":"st\#
        ring"},"reason":{"type":"string"}},"required":["policy_id","name","reason"]}}}}},"required":\#
        ["detail"],"examples":[{"detail":"Invalid agent key"}]},"DetailList":{"type":"object","descr\#
        iption":"What does not fit, in agent-gov's form; the input is not echoed.","properties":{"de\#
        tail":{"type":"array","items":{"type":"object","properties":{"type":{"type":"string"},"loc":\#
        {"type":"array","items":{"type":["string","integer"]},"description":"Where: `body`, `query` \#
        or `path`, then the member."},"msg":{"type":"string"}},"required":["type","loc","msg"]}}},"r\#
        equired":["detail"],"examples":[{"detail":[{"type":"missing","loc":["body","tool_name"],"msg\#
        ":"Field required"}]}]},"Health":{"type":"object","properties":{"status":{"type":"string","e\#
        num":["ok","degraded"]},"version":{"type":"string"},"ledger":{"type":"string","enum":["ok","\#
        failed"]},"uptime_ms":{"type":"integer","minimum":0,"format":"int64"}},"required":["status",\#
        "version","ledger","uptime_ms"],"examples":[{"status":"ok","version":"0.7.0","ledger":"ok","\#
        uptime_ms":86400000}]},"Me":{"type":"object","description":"Who asks, and what for.","proper\#
        ties":{"name":{"type":"string"},"kind":{"type":"string","enum":["admin_token","person","key"\#
        ,"nobody"]},"permissions":{"type":"array","items":{"type":"string","enum":["read","audit","o\#
        perate","approve","administer"]},"description":"What the roles of this one come to."},"works\#
        pace":{"oneOf":[{"$ref":"#/components/schemas/WorkspaceID"},{"type":"null"}],"description":"\#
        The only one that it may see and change; null: all."},"approves":{"type":"array","items":{"t\#
        ype":"string"},"description":"The groups of approvers that it is in."},"expires_at_ms":{"one\#
        Of":[{"$ref":"#/components/schemas/TimeMs"},{"type":"null"}],"description":"When the session\#
         or the key ends."}},"required":["name","kind","permissions","workspace","approves","expires\#
        _at_ms"],"examples":[{"name":"admin","kind":"admin_token","permissions":["read","audit","ope\#
        rate","approve","administer"],"workspace":null,"approves":[],"expires_at_ms":null}]},"Worksp
        """#,
        #"""
        ace":{"type":"object","properties":{"id":{"$ref":"#/components/schemas/WorkspaceID"},"name":\#
        {"type":"string"},"description":{"type":"string"},"currency":{"$ref":"#/components/schemas/C\#
        urrency"},"zone":{"type":"string","description":"An IANA zone, in which days begin."},"key_i\#
        d":{"oneOf":[{"$ref":"#/components/schemas/KeyID"},{"type":"null"}],"description":"The works\#
        pace's own key, whose holder sees and runs it."},"created_at_ms":{"$ref":"#/components/schem\#
        as/TimeMs"},"version":{"$ref":"#/components/schemas/Version"}},"required":["id","name","desc\#
        ription","currency","zone","key_id","created_at_ms","version"],"examples":[{"id":"default","\#
        name":"Default","description":"","currency":"USD","zone":"UTC","key_id":null,"created_at_ms"\#
        :1795255380412,"version":1}]},"WorkspaceList":{"type":"object","description":"A page of the \#
        list, in its order.","properties":{"items":{"type":"array","items":{"$ref":"#/components/sch\#
        emas/Workspace"},"maxItems":200},"next":{"$ref":"#/components/schemas/Next"}},"required":["i\#
        tems","next"]},"WorkspaceWithSecret":{"allOf":[{"$ref":"#/components/schemas/Workspace"},{"t\#
        ype":"object","properties":{"secret":{"type":["string","null"],"description":"The workspace'\#
        s own key, shown this once; null in an answer that is repeated."}},"required":["secret"]}],"\#
        examples":[{"id":"ws-0011223344556677","name":"Research","description":"","currency":"USD","\#
        zone":"UTC","key_id":"key_31a85e644888287e72081733","created_at_ms":1795255380412,"version":\#
        1,"secret":"ag-00000000000000000000000000000000"}]},"CreateWorkspaceRequest":{"type":"object\#
        ","properties":{"name":{"type":"string","minLength":1,"maxLength":100,"pattern":"^[^\\x00-\\\#
        x1f\\x7f]+$"},"description":{"type":"string","maxLength":500},"currency":{"type":"string","p\#
        attern":"^[A-Z]{3}$","minLength":3,"maxLength":3,"default":"USD","description":"An ISO 4217 \#
        code; it never changes."},"zone":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[\#
        A-Za-z0-9+_/-]+$","description":"An IANA zone, in which days begin.","default":"UTC"},"note"\#
        :{"$ref":"#/components/schemas/Note"}},"required":["name"],"additionalProperties":false,"exa\#
        mples":[{"name":"Research","currency":"INR","zone":"Asia/Kolkata"}]},"EditWorkspaceRequest":\#
        {"type":"object","properties":{"name":{"type":"string","minLength":1,"maxLength":100,"patter\#
        n":"^[^\\x00-\\x1f\\x7f]+$"},"description":{"type":"string","maxLength":500},"zone":{"type":\#
        "string","minLength":1,"maxLength":64,"pattern":"^[A-Za-z0-9+_/-]+$","description":"An IANA \#
        zone, in which days begin."},"note":{"$ref":"#/components/schemas/Note"}},"minProperties":1,\#
        "additionalProperties":false,"examples":[{"zone":"Europe/Berlin"}]},"AgentKey":{"type":"obje\#
        ct","description":"The agent's key; its secret is shown when it is made.","properties":{"id"\#
        :{"$ref":"#/components/schemas/KeyID"},"expires_at_ms":{"oneOf":[{"$ref":"#/components/schem\#
        as/TimeMs"},{"type":"null"}]}},"required":["id","expires_at_ms"]},"Agent":{"type":"object","\#
        properties":{"id":{"$ref":"#/components/schemas/AgentID"},"name":{"type":"string"},"workspac\#
        e":{"$ref":"#/components/schemas/WorkspaceID"},"currency":{"$ref":"#/components/schemas/Curr\#
        ency"},"state":{"type":"string","enum":["active","paused","killed","retired"]},"daily_limit_\#
        nanos":{"$ref":"#/components/schemas/Nanos","description":"What it may spend in a day; 0: no\#
        thing that costs."},"spent_today_nanos":{"$ref":"#/components/schemas/Nanos"},"held_nanos":{\#
        "$ref":"#/components/schemas/Nanos"},"remaining_nanos":{"$ref":"#/components/schemas/Nanos"}\#
        ,"calls_today":{"type":"integer","minimum":0,"format":"int64","description":"Calls that were\#
         charged."},"day_ends_ms":{"$ref":"#/components/schemas/TimeMs","description":"When the next\#
         day begins."},"key":{"oneOf":[{"$ref":"#/components/schemas/AgentKey"},{"type":"null"}]},"c\#
        reated_at_ms":{"$ref":"#/components/schemas/TimeMs"},"last_call_at_ms":{"oneOf":[{"$ref":"#/\#
        components/schemas/TimeMs"},{"type":"null"}]},"version":{"$ref":"#/components/schemas/Versio\#
        n"}},"required":["id","name","workspace","currency","state","daily_limit_nanos","spent_today\#
        _nanos","held_nanos","remaining_nanos","calls_today","day_ends_ms","key","created_at_ms","la\#
        st_call_at_ms","version"],"examples":[{"id":"ag_0a1b2c3d4e5f6071","name":"researcher","works\#
        pace":"default","currency":"USD","state":"active","daily_limit_nanos":50000000000,"spent_tod\#
        ay_nanos":30000000,"held_nanos":0,"remaining_nanos":49970000000,"calls_today":1,"day_ends_ms\#
        ":1795305600000,"key":{"id":"key_31a85e644888287e72081733","expires_at_ms":null},"created_at\#
        _ms":1795255380412,"last_call_at_ms":null,"version":1}]},"AgentList":{"type":"object","descr\#
        iption":"A page of the list, in its order.","properties":{"items":{"type":"array","items":{"\#
        $ref":"#/components/schemas/Agent"},"maxItems":200},"next":{"$ref":"#/components/schemas/Nex\#
        t"}},"required":["items","next"]},"AgentWithSecret":{"allOf":[{"$ref":"#/components/schemas/\#
        Agent"},{"type":"object","properties":{"secret":{"type":["string","null"],"description":"The\#
         agent's key, shown this once; null in an answer that is repeated."}},"required":["secret"]}\#
        ],"examples":[{"id":"ag_0a1b2c3d4e5f6071","name":"researcher","workspace":"default","currenc\#
        y":"USD","state":"active","daily_limit_nanos":50000000000,"spent_today_nanos":30000000,"held\#
        _nanos":0,"remaining_nanos":49970000000,"calls_today":1,"day_ends_ms":1795305600000,"key":{"\#
        id":"key_31a85e644888287e72081733","expires_at_ms":null},"created_at_ms":1795255380412,"last\#
        _call_at_ms":null,"version":1,"secret":"ag-00000000000000000000000000000000"}]},"CreateAgent\#
        Request":{"type":"object","properties":{"name":{"type":"string","minLength":1,"maxLength":10\#
        0,"pattern":"^[^\\x00-\\x1f\\x7f]+$","description":"Names the agent to people; names may rep\#
        eat."},"workspace":{"$ref":"#/components/schemas/WorkspaceID","default":"default"},"daily_li\#
        mit_nanos":{"$ref":"#/components/schemas/Nanos","description":"In the workspace's currency; \#
        0: nothing that costs."},"note":{"$ref":"#/components/schemas/Note"}},"required":["name","da\#
        ily_limit_nanos"],"additionalProperties":false,"examples":[{"name":"researcher","workspace":\#
        "default","daily_limit_nanos":50000000000}]},"EditAgentRequest":{"type":"object","properties\#
        ":{"name":{"type":"string","minLength":1,"maxLength":100,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}\#
        ,"daily_limit_nanos":{"$ref":"#/components/schemas/Nanos","description":"Acts at once, also \#
        below what is spent."},"note":{"$ref":"#/components/schemas/Note"}},"minProperties":1,"addit\#
        ionalProperties":false,"examples":[{"daily_limit_nanos":80000000000}]},"RotateRequest":{"typ\#
        e":"object","properties":{"overlap_ms":{"type":"integer","minimum":0,"maximum":86400000,"def\#
        ault":0,"description":"How long the old key stays good."},"note":{"$ref":"#/components/schem\#
        as/Note"}},"additionalProperties":false,"examples":[{"overlap_ms":3600000}]},"RotatedAgentKe\#
        y":{"type":"object","properties":{"key":{"$ref":"#/components/schemas/AgentKey"},"secret":{"\#
        type":["string","null"],"description":"The new key, shown this once; null in an answer that \#
        is repeated."},"old_key_ends_at_ms":{"$ref":"#/components/schemas/TimeMs"}},"required":["key\#
        ","secret","old_key_ends_at_ms"],"examples":[{"key":{"id":"key_31a85e644888287e72081734","ex\#
        pires_at_ms":null},"secret":"ag-00000000000000000000000000000000","old_key_ends_at_ms":17952\#
        58980412}]},"Claims":{"type":"object","description":"Patterns of what headers may claim, by \#
        dimension; `{}` for nothing.","propertyNames":{"pattern":"^(tenant|team|project|user|agent|r\#
        un|session|provider|model|tool|tag:[^\\x00-\\x1f\\x7f]{1,64})$"},"additionalProperties":{"ty\#
        pe":"string","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"},"maxPropertie\#
        s":32},"Key":{"type":"object","properties":{"id":{"$ref":"#/components/schemas/KeyID"},"name\#
        ":{"type":"string"},"state":{"type":"string","enum":["active","expired","revoked"]},"scope":\#
        {"$ref":"#/components/schemas/Scope"},"claims":{"$ref":"#/components/schemas/Claims"},"capab\#
        ility":{"type":["string","null"],"enum":["read_only","data_write","payment_initiate","paymen\#
        t_execute",null],"description":"What the holder is trusted with."},"approves":{"type":"array\#
        ","items":{"type":"string"},"description":"The groups of approvers in which it may vote."},"\#
        approver_only":{"type":"boolean","description":"It makes no calls."},"workspace":{"oneOf":[{\#
        "$ref":"#/components/schemas/WorkspaceID"},{"type":"null"}],"description":"The workspace who\#
        se own key it is: it sees and runs that one."},"created_at_ms":{"$ref":"#/components/schemas\#
        /TimeMs"},"expires_at_ms":{"oneOf":[{"$ref":"#/components/schemas/TimeMs"},{"type":"null"}]}\#
        ,"revoked_at_ms":{"oneOf":[{"$ref":"#/components/schemas/TimeMs"},{"type":"null"}]}},"requir\#
        ed":["id","name","state","scope","claims","capability","approves","approver_only","workspace\#
        ","created_at_ms","expires_at_ms","revoked_at_ms"],"examples":[{"id":"key_31a85e644888287e72\#
        081733","name":"finance-bot","state":"active","scope":{"team":"finance"},"claims":{"agent":"\#
        bot-*","run":"*"},"capability":null,"approves":[],"approver_only":false,"workspace":null,"cr\#
        eated_at_ms":1795255380412,"expires_at_ms":null,"revoked_at_ms":null}]},"KeyList":{"type":"o\#
        bject","description":"A page of the list, in its order.","properties":{"items":{"type":"arra\#
        y","items":{"$ref":"#/components/schemas/Key"},"maxItems":200},"next":{"$ref":"#/components/\#
        schemas/Next"}},"required":["items","next"]},"KeyWithSecret":{"allOf":[{"$ref":"#/components\#
        /schemas/Key"},{"type":"object","properties":{"secret":{"type":["string","null"],"descriptio\#
        n":"The key itself, shown this once; null in an answer that is repeated."}},"required":["sec\#
        ret"]}],"examples":[{"id":"key_31a85e644888287e72081733","name":"finance-bot","state":"activ\#
        e","scope":{"team":"finance"},"claims":{"agent":"bot-*","run":"*"},"capability":null,"approv\#
        es":[],"approver_only":false,"workspace":null,"created_at_ms":1795255380412,"expires_at_ms":\#
        null,"revoked_at_ms":null,"secret":"fk_0000000000000000000000000000000000000000000"}]},"Rota\#
        tedKey":{"allOf":[{"$ref":"#/components/schemas/Key"},{"type":"object","properties":{"secret\#
        ":{"type":["string","null"],"description":"The key itself, shown this once; null in an answe\#
        r that is repeated."},"old_key_ends_at_ms":{"$ref":"#/components/schemas/TimeMs"}},"required\#
        ":["secret","old_key_ends_at_ms"]}],"examples":[{"id":"key_31a85e644888287e72081733","name":\#
        "finance-bot","state":"active","scope":{"team":"finance"},"claims":{"agent":"bot-*","run":"*\#
        "},"capability":null,"approves":[],"approver_only":false,"workspace":null,"created_at_ms":17\#
        95255380412,"expires_at_ms":null,"revoked_at_ms":null,"secret":"fk_0000000000000000000000000\#
        000000000000000000","old_key_ends_at_ms":1795258980412}]},"CreateKeyRequest":{"type":"object\#
        ","description":"Without `claims` the key may claim any user, agent, run, session and tool."\#
        ,"properties":{"name":{"type":"string","minLength":1,"maxLength":100,"pattern":"^[^\\x00-\\x\#
        1f\\x7f]+$","description":"Of no other key in use."},"scope":{"$ref":"#/components/schemas/S\#
        cope"},"claims":{"$ref":"#/components/schemas/Claims"},"capability":{"type":"string","enum":\#
        ["read_only","data_write","payment_initiate","payment_execute"],"description":"What the hold\#
        er is trusted with."},"approves":{"type":"array","items":{"type":"string","minLength":1,"max\#
        Length":128,"pattern":"^[^\\x00-\\x1f\\x7f]+$"},"maxItems":32,"uniqueItems":true,"descriptio\#
        n":"The groups of approvers in which it may vote."},"approver_only":{"type":"boolean","defau\#
        lt":false,"description":"It votes and makes no calls: no scope, claims or capability."},"exp\#
        ires_at_ms":{"oneOf":[{"$ref":"#/components/schemas/TimeMs"},{"type":"null"}],"description":\#
        "In the future."},"note":{"$ref":"#/components/schemas/Note"}},"required":["name"],"addition\#
        alProperties":false,"examples":[{"name":"finance-bot","scope":{"team":"finance"},"claims":{"\#
        agent":"bot-*","run":"*"}}]},"EditKeyRequest":{"type":"object","properties":{"expires_at_ms"\#
        :{"oneOf":[{"$ref":"#/components/schemas/TimeMs"},{"type":"null"}],"description":"In the fut\#
        ure; null: never."},"note":{"$ref":"#/components/schemas/Note"}},"required":["expires_at_ms"\#
        ],"additionalProperties":false,"examples":[{"expires_at_ms":1800000000000}]},"BudgetDefiniti\#
        on":{"type":"object","description":"One budget in the policy's language; docs/policy.md says\#
         what each member means, docs/policy.schema.json which texts they take.","properties":{"id":\#
        {"type":"string","minLength":1,"maxLength":128,"pattern":"^[^\\x00-\\x1f\\x7f]+$"},"match":{\#
        "type":"object","description":"Patterns by dimension; every call without it.","propertyNames\#
        ":{"pattern":"^(tenant|team|project|user|agent|run|session|provider|model|tool|tag:[^\\x00-\\#
        \x1f\\x7f]{1,64})$"},"additionalProperties":{"oneOf":[{"type":"string","minLength":1,"maxLen\#
        gth":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"},{"type":"array","items":{"type":"string","minLe\#
        ngth":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"},"maxItems":32}]},"maxProperties"\#
        :32},"per":{"description":"Each distinct value of these has an account of its own.","oneOf":\#
        [{"type":"string","maxLength":256,"pattern":"^(tenant|team|project|user|agent|run|session|pr\#
        ovider|model|tool|tag:[^\\x00-\\x1f\\x7f]{1,64})$"},{"type":"array","items":{"type":"string"\#
        ,"maxLength":256,"pattern":"^(tenant|team|project|user|agent|run|session|provider|model|tool\#
        |tag:[^\\x00-\\x1f\\x7f]{1,64})$"},"maxItems":32,"uniqueItems":true}]},"limit":{"type":"stri\#
        ng","minLength":1,"maxLength":64,"pattern":"^[^\\x00-\\x1f\\x7f]+$","examples":["10.00 USD"]\#
        ,"description":"The most that may be spent and held in one window."},"window":{"type":"strin\#
        g","minLength":1,"maxLength":32,"description":"call, run, minute, hour, day, week, month, to\#
        tal or `rolling 24h`."},"timezone":{"type":"string","minLength":1,"maxLength":64,"pattern":"\#
        ^[A-Za-z0-9+_/-]+$","description":"An IANA zone, in which days begin."},"hold":{"type":"stri\#
        ng","enum":["ceiling","fitted","metered","estimate"]},"mode":{"type":"string","enum":["enfor\#
        ce","shadow"]},"warnings":{"type":"string","enum":["default","none"]},"thresholds":{"type":"\#
        array","items":{"type":"object","properties":{"at":{"type":"string","minLength":2,"maxLength\#
        ":8,"description":"A share of the limit, as `80%`."},"do":{"type":"string","enum":["warn","d\#
        owngrade","approve","wait","pause","block"]},"reason":{"type":"string","minLength":1,"maxLen\#
        gth":500,"pattern":"^[^\\x00-\\x1f\\x7f]+$"},"to":{"oneOf":[{"type":"string","minLength":1,"\#
        maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"},{"type":"array","items":{"type":"string",\#
        "minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"},"maxItems":32}]},"approver\#
        s":{"type":"string","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"},"need"\#
        :{"type":"integer","minimum":1,"maximum":16},"within":{"type":"string","minLength":2,"maxLen\#
        gth":16},"wait":{"type":"string","minLength":2,"maxLength":16}},"required":["at","do"],"addi\#
        tionalProperties":false},"maxItems":32},"from":{"type":"string","minLength":1,"maxLength":40\#
        },"until":{"type":"string","minLength":1,"maxLength":40},"countFrom":{"type":"string","enum"\#
        :["window","now"]}},"required":["id","limit"],"additionalProperties":false,"examples":[{"id"\#
        :"research-daily","match":{"team":"research"},"per":["agent"],"limit":"10.00 USD","window":"\#
        day","thresholds":[{"at":"80%","do":"warn"},{"at":"100%","do":"approve","approvers":"finance\#
        "}]}]},"Budget":{"type":"object","properties":{"id":{"$ref":"#/components/schemas/BudgetID"}\#
        ,"workspace":{"oneOf":[{"$ref":"#/components/schemas/WorkspaceID"},{"type":"null"}],"descrip\#
        tion":"Whose it is; null for everybody's."},"source":{"type":"string","enum":["console","pol\#
        icy","agents"],"description":"Made here, by the policy in force, or for a workspace's agents\#
        ."},"definition":{"type":"object","description":"The budget in the policy's language."},"uni\#
        t":{"$ref":"#/components/schemas/Unit"},"limit":{"$ref":"#/components/schemas/Amount"},"wind\#
        ow":{"type":"string"},"per":{"type":"array","items":{"type":"string"}},"enforced":{"type":"b\#
        oolean","description":"False: it counts and refuses nothing."},"state":{"type":"string","enu\#
        m":["open","paused","frozen"]},"editable":{"type":"boolean","description":"Whether it can be\#
         changed here."},"accounts":{"type":"integer","minimum":0,"format":"int64","description":"Ho\#
        w many are open."},"version":{"oneOf":[{"$ref":"#/components/schemas/Version"},{"type":"null\#
        "}]}},"required":["id","workspace","source","definition","unit","limit","window","per","enfo\#
        rced","state","editable","accounts","version"],"examples":[{"id":"research-daily","workspace\#
        ":null,"source":"console","definition":{"id":"research-daily","match":{"team":"research"},"p\#
        er":["agent"],"limit":"10.00 USD","window":"day","thresholds":[{"at":"80%","do":"warn"},{"at\#
        ":"100%","do":"approve","approvers":"finance"}]},"unit":"USD","limit":10000000000,"window":"\#
        day","per":["agent"],"enforced":true,"state":"open","editable":true,"accounts":12,"version":\#
        1}]},"BudgetList":{"type":"object","description":"A page of the list, in its order.","proper\#
        ties":{"items":{"type":"array","items":{"$ref":"#/components/schemas/Budget"},"maxItems":200\#
        },"next":{"$ref":"#/components/schemas/Next"}},"required":["items","next"]},"CreateBudgetReq\#
        uest":{"type":"object","properties":{"definition":{"$ref":"#/components/schemas/BudgetDefini\#
        tion"},"workspace":{"$ref":"#/components/schemas/WorkspaceID","description":"It then counts \#
        this workspace's calls alone."},"note":{"$ref":"#/components/schemas/Note"}},"required":["de\#
        finition"],"additionalProperties":false,"examples":[{"definition":{"id":"research-daily","ma\#
        tch":{"team":"research"},"per":["agent"],"limit":"10.00 USD","window":"day","thresholds":[{"\#
        at":"80%","do":"warn"},{"at":"100%","do":"approve","approvers":"finance"}]},"note":"ticket 5\#
        12"}]},"EditBudgetRequest":{"type":"object","description":"The whole definition anew; its `i\#
        d` stays.","properties":{"definition":{"$ref":"#/components/schemas/BudgetDefinition"},"note\#
        ":{"$ref":"#/components/schemas/Note"}},"required":["definition"],"additionalProperties":fal\#
        se,"examples":[{"definition":{"id":"research-daily","match":{"team":"research"},"per":["agen\#
        t"],"limit":"12.00 USD","window":"day","thresholds":[{"at":"80%","do":"warn"},{"at":"100%","\#
        do":"approve","approvers":"finance"}]}}]},"TopUpRequest":{"type":"object","properties":{"amo\#
        unt":{"$ref":"#/components/schemas/AmountText"},"scope":{"$ref":"#/components/schemas/Accoun\#
        tScope"},"note":{"$ref":"#/components/schemas/Note"}},"required":["amount"],"additionalPrope
        """#,
        #"""
        rties":false,"examples":[{"amount":"5 USD","scope":"agent=a1","note":"until the window ends"\#
        }]},"AccountRequest":{"type":"object","description":"One account, or without `scope` all of \#
        the budget's.","properties":{"scope":{"$ref":"#/components/schemas/AccountScope"},"note":{"$\#
        ref":"#/components/schemas/Note"}},"additionalProperties":false,"examples":[{"scope":"agent=\#
        a1"}]},"ResumeBudgetRequest":{"type":"object","description":"One account, or without `scope`\#
         all of the budget's.","properties":{"scope":{"$ref":"#/components/schemas/AccountScope"},"u\#
        nfreeze":{"type":"boolean","default":false,"description":"Lifts a freeze too, after you have\#
         looked at its cause."},"note":{"$ref":"#/components/schemas/Note"}},"additionalProperties":\#
        false,"examples":[{"unfreeze":true,"note":"the corrected price is in force"}]},"SetLimitRequ\#
        est":{"type":"object","properties":{"scope":{"$ref":"#/components/schemas/AccountScope"},"li\#
        mit":{"oneOf":[{"type":"string","maxLength":64,"minLength":1,"pattern":"^[0-9]{1,12}(\\.[0-9\#
        ]{1,9})?[kKMB]? *[A-Za-z$€£₹][^\\x00-\\x1f\\x7f]*$"},{"type":"null"}],"description":"An amou\#
        nt with the budget's unit, as `20 USD`; null takes the account's own limit away."},"note":{"\#
        $ref":"#/components/schemas/Note"}},"required":["scope","limit"],"additionalProperties":fals\#
        e,"examples":[{"scope":"agent=a1","limit":"20 USD"}]},"Account":{"type":"object","properties\#
        ":{"budget":{"$ref":"#/components/schemas/BudgetID"},"scope":{"$ref":"#/components/schemas/A\#
        ccountScope"},"unit":{"$ref":"#/components/schemas/Unit"},"limit":{"$ref":"#/components/sche\#
        mas/Amount","description":"Its own limit, or the budget's."},"own_limit":{"oneOf":[{"$ref":"\#
        #/components/schemas/Amount"},{"type":"null"}]},"top_ups":{"$ref":"#/components/schemas/Amou\#
        nt"},"spent":{"$ref":"#/components/schemas/Amount"},"held":{"$ref":"#/components/schemas/Amo\#
        unt"},"free":{"$ref":"#/components/schemas/Amount","description":"What may still be held."},\#
        "overrun":{"$ref":"#/components/schemas/Amount","description":"What was billed past the limi\#
        t."},"would_refuse":{"type":"integer","minimum":0,"format":"int64","description":"Calls that\#
         the budget would have refused, were it enforced."},"paused":{"type":"boolean"},"frozen":{"t\#
        ype":"boolean"},"enforced":{"type":"boolean"},"window":{"type":"string"},"window_ends_ms":{"\#
        oneOf":[{"$ref":"#/components/schemas/TimeMs"},{"type":"null"}]},"exhausted_at_ms":{"oneOf":\#
        [{"$ref":"#/components/schemas/TimeMs"},{"type":"null"}],"description":"When nothing is free\#
         at the pace of the last hour, before the window ends; null: not in this window."}},"require\#
        d":["budget","scope","unit","limit","own_limit","top_ups","spent","held","free","overrun","w\#
        ould_refuse","paused","frozen","enforced","window","window_ends_ms","exhausted_at_ms"],"exam\#
        ples":[{"budget":"research-daily","scope":"agent=a1","unit":"USD","limit":10000000000,"own_l\#
        imit":null,"top_ups":0,"spent":8100000000,"held":250000000,"free":1650000000,"overrun":0,"wo\#
        uld_refuse":0,"paused":false,"frozen":false,"enforced":true,"window":"day","window_ends_ms":\#
        1795305600000,"exhausted_at_ms":null}]},"AccountList":{"type":"object","description":"A page\#
         of the list, in its order.","properties":{"items":{"type":"array","items":{"$ref":"#/compon\#
        ents/schemas/Account"},"maxItems":200},"next":{"$ref":"#/components/schemas/Next"}},"require\#
        d":["items","next"]},"BudgetChange":{"type":"object","description":"What the change left.","\#
        properties":{"sequence":{"$ref":"#/components/schemas/Sequence"},"accounts":{"type":"array",\#
        "items":{"$ref":"#/components/schemas/Account"},"maxItems":200,"description":"The open accou\#
        nts that it is about, the fullest first."}},"required":["sequence","accounts"],"examples":[{\#
        "sequence":4711,"accounts":[{"budget":"research-daily","scope":"agent=a1","unit":"USD","limi\#
        t":10000000000,"own_limit":null,"top_ups":5000000000,"spent":8100000000,"held":250000000,"fr\#
        ee":6650000000,"overrun":0,"would_refuse":0,"paused":false,"frozen":false,"enforced":true,"w\#
        indow":"day","window_ends_ms":1795305600000,"exhausted_at_ms":null}]}]},"ToolGuards":{"type"\#
        :"object","description":"What is judged before each call, across processes; a guard that is \#
        left out does not guard.","properties":{"rate_limit":{"type":"object","properties":{"calls_m\#
        ax":{"type":"integer","minimum":1,"maximum":1000000},"period_ms":{"type":"integer","minimum"\#
        :1,"maximum":86400000}},"required":["calls_max","period_ms"],"additionalProperties":false},"\#
        circuit_breaker":{"type":"object","properties":{"failures_max":{"type":"integer","minimum":1\#
        ,"maximum":1000},"reset_ms":{"type":"integer","minimum":1,"maximum":86400000}},"required":["\#
        failures_max","reset_ms"],"additionalProperties":false},"attempts_max":{"type":"integer","mi\#
        nimum":1,"maximum":1000000,"description":"Calls in one run."},"idempotency":{"type":"object"\#
        ,"properties":{"ttl_ms":{"type":"integer","minimum":1,"maximum":2592000000,"format":"int64"}\#
        },"required":["ttl_ms"],"additionalProperties":false}},"additionalProperties":false},"Tool":\#
        {"type":"object","properties":{"workspace":{"$ref":"#/components/schemas/WorkspaceID"},"name\#
        ":{"type":"string"},"cost_nanos":{"$ref":"#/components/schemas/Nanos","description":"What a \#
        call costs."},"currency":{"$ref":"#/components/schemas/Currency"},"description":{"type":"str\#
        ing"},"category":{"type":"string","description":"Empty: none."},"guards":{"$ref":"#/componen\#
        ts/schemas/ToolGuards"},"registered_at_ms":{"$ref":"#/components/schemas/TimeMs"},"version":\#
        {"$ref":"#/components/schemas/Version"}},"required":["workspace","name","cost_nanos","curren\#
        cy","description","category","guards","registered_at_ms","version"],"examples":[{"workspace"\#
        :"default","name":"tavily-search","cost_nanos":30000000,"currency":"USD","description":"web \#
        search","category":"search","guards":{"rate_limit":{"calls_max":10,"period_ms":60000}},"regi\#
        stered_at_ms":1795255380412,"version":1}]},"ToolList":{"type":"object","description":"A page\#
         of the list, in its order.","properties":{"items":{"type":"array","items":{"$ref":"#/compon\#
        ents/schemas/Tool"},"maxItems":200},"next":{"$ref":"#/components/schemas/Next"}},"required":\#
        ["items","next"]},"PutToolRequest":{"type":"object","description":"All of it; what is left o\#
        ut is none.","properties":{"cost_nanos":{"$ref":"#/components/schemas/Nanos","description":"\#
        What a call costs, in the workspace's currency."},"description":{"type":"string","maxLength"\#
        :500,"default":""},"category":{"type":"string","minLength":1,"maxLength":100,"pattern":"^[^\\#
        \x00-\\x1f\\x7f]+$","description":"Groups tools for policies."},"guards":{"$ref":"#/componen\#
        ts/schemas/ToolGuards"},"note":{"$ref":"#/components/schemas/Note"}},"required":["cost_nanos\#
        "],"additionalProperties":false,"examples":[{"cost_nanos":30000000,"description":"web search\#
        ","category":"search","guards":{"rate_limit":{"calls_max":10,"period_ms":60000}}}]},"Finding\#
        ":{"type":"object","properties":{"severity":{"type":"string","enum":["error","warning"]},"co\#
        de":{"type":"string"},"path":{"type":"string","description":"Where in the policy, as `budget\#
        s[1].limit`."},"line":{"type":"integer","minimum":0,"format":"int64"},"column":{"type":"inte\#
        ger","minimum":0,"format":"int64"},"message":{"type":"string"}},"required":["severity","code\#
        ","path","line","column","message"],"examples":[{"severity":"warning","code":"budget_covered\#
        ","path":"budgets[1]","line":4,"column":5,"message":"the budget \"daily\" counts every call \#
        of this one and allows no more"}]},"PolicyVersion":{"type":"object","properties":{"version":\#
        {"$ref":"#/components/schemas/Version"},"state":{"type":"string","enum":["draft","active","r\#
        etired"],"description":"Never in force, in force now, or once in force."},"format":{"type":"\#
        string","enum":["yaml","json"]},"hash":{"type":"string","description":"As receipts name it."\#
        },"note":{"type":"string"},"created_at_ms":{"$ref":"#/components/schemas/TimeMs"},"created_b\#
        y":{"$ref":"#/components/schemas/Who"},"activated_at_ms":{"oneOf":[{"$ref":"#/components/sch\#
        emas/TimeMs"},{"type":"null"}]},"findings":{"type":"array","items":{"$ref":"#/components/sch\#
        emas/Finding"},"maxItems":64,"description":"Warnings of when it was uploaded."}},"required":\#
        ["version","state","format","hash","note","created_at_ms","created_by","activated_at_ms","fi\#
        ndings"],"examples":[{"version":7,"state":"active","format":"yaml","hash":"9f2b6c0e5a4d4c7f8\#
        e1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f70","note":"halves the day","created_at_ms":179\#
        5255380412,"created_by":"person:ana@example.com","activated_at_ms":1795255440412,"findings":\#
        []}]},"PolicyVersionList":{"type":"object","description":"A page of the list, in its order."\#
        ,"properties":{"items":{"type":"array","items":{"$ref":"#/components/schemas/PolicyVersion"}\#
        ,"maxItems":200},"next":{"$ref":"#/components/schemas/Next"}},"required":["items","next"]},"\#
        PolicyVersionText":{"allOf":[{"$ref":"#/components/schemas/PolicyVersion"},{"type":"object",\#
        "properties":{"text":{"type":"string","description":"The policy as it was uploaded."}},"requ\#
        ired":["text"]}],"examples":[{"version":7,"state":"active","format":"yaml","hash":"9f2b6c0e5\#
        a4d4c7f8e1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f70","note":"halves the day","created_at\#
        _ms":1795255380412,"created_by":"person:ana@example.com","activated_at_ms":1795255440412,"fi\#
        ndings":[],"text":"version: 1\nbudgets:\n  - { id: daily, limit: 10.00 USD, window: day }\n"\#
        }]},"UploadPolicyRequest":{"type":"object","properties":{"text":{"type":"string","minLength"\#
        :1,"maxLength":1048576,"description":"The policy."},"format":{"type":"string","enum":["yaml"\#
        ,"json"],"default":"yaml"},"note":{"$ref":"#/components/schemas/Note"}},"required":["text"],\#
        "additionalProperties":false,"examples":[{"text":"version: 1\nbudgets:\n  - { id: daily, lim\#
        it: 10.00 USD, window: day }\n","format":"yaml","note":"halves the day"}]},"PolicyChoice":{"\#
        description":"A version that is stored, or a text.","oneOf":[{"type":"object","properties":{\#
        "version":{"oneOf":[{"type":"integer","minimum":1,"maximum":999999999},{"const":"active"}]}}\#
        ,"required":["version"],"additionalProperties":false},{"type":"object","properties":{"text":\#
        {"type":"string","minLength":1,"maxLength":1048576,"description":"The policy."},"format":{"t\#
        ype":"string","enum":["yaml","json"],"default":"yaml"}},"required":["text"],"additionalPrope\#
        rties":false}],"examples":[{"version":"active"}]},"CheckPolicyRequest":{"type":"object","pro\#
        perties":{"policy":{"$ref":"#/components/schemas/PolicyChoice"}},"required":["policy"],"addi\#
        tionalProperties":false,"examples":[{"policy":{"text":"version: 1\nbudgets:\n  - { id: daily\#
        , limit: 10.00 USD, window: day }\n"}}]},"PolicyCheck":{"type":"object","properties":{"valid\#
        ":{"type":"boolean","description":"Whether it can be put in force: no finding is an error."}\#
        ,"hash":{"type":["string","null"]},"id":{"type":["string","null"]},"budgets":{"type":"intege\#
        r","minimum":0,"format":"int64"},"rules":{"type":"integer","minimum":0,"format":"int64"},"fi\#
        ndings":{"type":"array","items":{"$ref":"#/components/schemas/Finding"},"maxItems":1000}},"r\#
        equired":["valid","hash","id","budgets","rules","findings"],"examples":[{"valid":true,"hash"\#
        :"9f2b6c0e5a4d4c7f8e1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f70","id":"policy","budgets":\#
        1,"rules":0,"findings":[]}]},"DiffPoliciesRequest":{"type":"object","properties":{"old":{"$r\#
        ef":"#/components/schemas/PolicyChoice"},"new":{"$ref":"#/components/schemas/PolicyChoice"}}\#
        ,"required":["old","new"],"additionalProperties":false,"examples":[{"old":{"version":"active\#
        "},"new":{"text":"version: 1\nbudgets:\n  - { id: daily, limit: 10.00 USD, window: day }\n"}\#
        }]},"PolicyDiff":{"type":"object","properties":{"verdict":{"type":"string","enum":["same","t\#
        ightens","loosens","unknown"],"description":"`same` and `tightens` are proved; `loosens` has\#
         a counterexample; `unknown` says why."},"classes":{"type":"integer","minimum":0,"format":"i\#
        nt64","description":"Kinds of calls that were compared."},"changes":{"type":"array","items":\#
        {"type":"object","properties":{"kind":{"type":"string","enum":["added","removed","changed"]}\#
        ,"what":{"type":"string"},"how":{"type":"array","items":{"type":"string"}}},"required":["kin\#
        d","what","how"]}},"reasons":{"type":"array","items":{"type":"string"}},"counterexample":{"d\#
        escription":"A call that the new policy decides less strictly.","oneOf":[{"type":"object","p\#
        roperties":{"calls":{"type":"array","items":{"type":"string"}},"old":{"type":"string"},"old_\#
        reasons":{"type":"array","items":{"type":"string"}},"new":{"type":"string"},"new_reasons":{"\#
        type":"array","items":{"type":"string"}},"past":{"type":"array","items":{"type":"object","pr\#
        operties":{"amounts":{"type":"array","items":{"type":"string"}},"scope":{"type":"object"},"a\#
        t_ms":{"$ref":"#/components/schemas/TimeMs"}},"required":["amounts","scope"]}}},"required":[\#
        "calls","old","old_reasons","new","new_reasons","past"]},{"type":"null"}]}},"required":["ver\#
        dict","classes","changes","reasons","counterexample"],"examples":[{"verdict":"tightens","cla\#
        sses":1,"changes":[{"kind":"changed","what":"budget daily","how":["limit 1.00 USD → 0.80 USD\#
        "]}],"reasons":[],"counterexample":null}]},"BacktestPolicyRequest":{"type":"object","descrip\#
        tion":"Past calls under another policy.","properties":{"policy":{"$ref":"#/components/schema\#
        s/PolicyChoice"},"from_ms":{"$ref":"#/components/schemas/TimeMs"},"to_ms":{"$ref":"#/compone\#
        nts/schemas/TimeMs"}},"required":["policy"],"additionalProperties":false,"examples":[{"polic\#
        y":{"version":8},"from_ms":1794650580412,"to_ms":1795255380412}]},"PolicyBacktest":{"type":"\#
        object","description":"In US dollars.","properties":{"entries":{"type":"integer","minimum":0\#
        ,"format":"int64"},"calls":{"type":"integer","minimum":0,"format":"int64","description":"Cal\#
        ls that were admitted."},"cost_nanos":{"$ref":"#/components/schemas/Nanos","description":"Wh\#
        at they cost."},"new_nanos":{"$ref":"#/components/schemas/Nanos","description":"What they wo\#
        uld have cost."},"open":{"type":"integer","minimum":0,"format":"int64","description":"Calls \#
        that were not closed yet."},"refused":{"type":"integer","minimum":0,"format":"int64","descri\#
        ption":"Calls that were refused."},"admitted_instead":{"type":"integer","minimum":0,"format"\#
        :"int64","description":"Of these, how many would be admitted."},"admitted_instead_nanos":{"$\#
        ref":"#/components/schemas/Nanos"},"rows":{"type":"array","items":{"type":"object","properti\#
        es":{"decision":{"type":"string"},"by":{"type":"string"},"model":{"type":"string"},"calls":{\#
        "type":"integer","minimum":0,"format":"int64"},"cost_nanos":{"$ref":"#/components/schemas/Na\#
        nos"},"new_nanos":{"$ref":"#/components/schemas/Nanos"},"saved_nanos":{"$ref":"#/components/\#
        schemas/SignedNanos"}},"required":["decision","by","model","calls","cost_nanos","new_nanos",\#
        "saved_nanos"]}}},"required":["entries","calls","cost_nanos","new_nanos","open","refused","a\#
        dmitted_instead","admitted_instead_nanos","rows"],"examples":[{"entries":500,"calls":156,"co\#
        st_nanos":275325600,"new_nanos":10561600,"open":0,"refused":4,"admitted_instead":0,"admitted\#
        _instead_nanos":0,"rows":[{"decision":"block","by":"budget daily","model":"","calls":126,"co\#
        st_nanos":231203250,"new_nanos":0,"saved_nanos":231203250}]}]},"ExplainedCall":{"type":"obje\#
        ct","description":"A call as it would be made; with neither `model` nor `tool` it is one of \#
        no model.","properties":{"scope":{"$ref":"#/components/schemas/Scope"},"input_tokens":{"type\#
        ":"integer","minimum":0,"maximum":1000000000},"output_tokens":{"type":"integer","minimum":0,\#
        "maximum":1000000000,"description":"As many as the model makes at most, without it."},"cost"\#
        :{"$ref":"#/components/schemas/AmountText","description":"What it costs at the most, where n\#
        o price book knows."},"capability":{"type":"string","enum":["read_only","data_write","paymen\#
        t_initiate","payment_execute"],"description":"What the holder is trusted with."},"steps":{"t\#
        ype":"integer","minimum":1,"maximum":1000000000,"description":"Calls of the run, this one in\#
        cluded."},"stream":{"type":"boolean","default":false}},"additionalProperties":false},"Explai\#
        nPolicyRequest":{"type":"object","description":"A call, or an entry of the journal.","proper\#
        ties":{"policy":{"$ref":"#/components/schemas/PolicyChoice","description":"The one in force,\#
         without it."},"call":{"$ref":"#/components/schemas/ExplainedCall"},"receipt":{"$ref":"#/com\#
        ponents/schemas/Sequence","description":"In place of `call`: a hold, a refusal or the ask fo\#
        r an approval."},"spent":{"type":"object","description":"Amounts by budget, in place of what\#
         is spent now; for one account `BUDGET(agent=a2)`.","additionalProperties":{"$ref":"#/compon\#
        ents/schemas/AmountText"},"maxProperties":32},"at_ms":{"$ref":"#/components/schemas/TimeMs"}\#
        },"minProperties":1,"additionalProperties":false,"examples":[{"call":{"scope":{"agent":"a1",\#
        "model":"gpt-5"},"input_tokens":2000,"output_tokens":1000},"spent":{"daily":"5 USD"}}]},"Exp\#
        lainedBudget":{"type":"object","properties":{"budget":{"type":"string"},"scope":{"type":"str\#
        ing"},"unit":{"$ref":"#/components/schemas/Unit"},"enforced":{"type":"boolean"},"paused":{"t\#
        ype":"boolean"},"limit":{"$ref":"#/components/schemas/Amount"},"spent":{"$ref":"#/components\#
        /schemas/Amount"},"held":{"$ref":"#/components/schemas/Amount"},"needed":{"$ref":"#/componen\#
        ts/schemas/Amount"},"free":{"$ref":"#/components/schemas/Amount"},"passed":{"type":"array","\#
        items":{"type":"string"},"description":"Shares that the call would pass, and what happens th\#
        ere."},"window_ends_ms":{"$ref":"#/components/schemas/TimeMs"}},"required":["budget","scope"\#
        ,"unit","enforced","paused","limit","spent","held","needed","free","passed"]},"ExplainedStep\#
        ":{"type":"object","description":"How it was judged with one model.","properties":{"model":{\#
        "type":"string"},"cost_nanos":{"$ref":"#/components/schemas/Nanos"},"tokens":{"type":"intege\#
        r","minimum":0,"format":"int64"},"budgets":{"type":"array","items":{"$ref":"#/components/sch\#
        emas/ExplainedBudget"}},"not_counted":{"type":"array","items":{"type":"object","description"\#
        :"A budget that does not match.","properties":{"budget":{"type":"string"},"failing":{"type":\#
        "array","items":{"type":"string"}}},"required":["budget","failing"]}},"rules":{"type":"array\#
        ","items":{"type":"object","properties":{"rule":{"type":"string"},"action":{"type":"string"}\#
        ,"applies":{"type":"boolean"},"determines":{"type":"boolean"},"conditions":{"type":"array","\#
        items":{"type":"object","properties":{"text":{"type":"string"},"holds":{"type":"boolean"}},"\#
        required":["text","holds"]}}},"required":["rule","action","applies","determines","conditions
        """#,
        #"""
        "]}}},"required":["model","budgets","not_counted","rules"]},"PolicyExplanation":{"type":"obj\#
        ect","properties":{"decision":{"type":"string","enum":["allow","downgrade","approve","wait",\#
        "block"]},"model":{"type":"string","description":"The one that takes the call."},"reasons":{\#
        "type":"array","items":{"type":"string"}},"shadow_reasons":{"type":"array","items":{"type":"\#
        string"},"description":"What budgets and rules would have done that only watch."},"determini\#
        ng":{"type":"array","items":{"type":"string"}},"refused_by":{"type":"array","items":{"type":\#
        "string"}},"instead":{"type":"object","description":"What would be admitted.","properties":{\#
        "cheapest_model":{"type":"string"},"cheapest_nanos":{"$ref":"#/components/schemas/Nanos"},"f\#
        ree_at_ms":{"$ref":"#/components/schemas/TimeMs"},"output_tokens":{"type":"integer","minimum\#
        ":0,"format":"int64"}}},"steps":{"type":"array","items":{"$ref":"#/components/schemas/Explai\#
        nedStep"}},"call":{"type":"object"},"at_ms":{"$ref":"#/components/schemas/TimeMs"},"hash":{"\#
        type":"string","description":"The policy's."},"output_tokens":{"type":"integer","minimum":0,\#
        "format":"int64"},"approval":{"type":"object","properties":{"approvers":{"type":"string"},"n\#
        eed":{"type":"integer","minimum":1,"format":"int64"},"within_ms":{"type":"integer","minimum"\#
        :0,"format":"int64"},"lifts_limit":{"type":"boolean"}},"required":["approvers","need","withi\#
        n_ms","lifts_limit"]},"receipt":{"type":"object","description":"What was decided then.","pro\#
        perties":{"sequence":{"$ref":"#/components/schemas/Sequence"},"kind":{"type":"string"},"poli\#
        cy":{"type":"object","properties":{"id":{"type":"string"},"version":{"type":"integer","minim\#
        um":0,"format":"int64"},"hash":{"type":"string"},"entry":{"$ref":"#/components/schemas/Seque\#
        nce"}},"required":["id","version"]},"reasons":{"type":"array","items":{"type":"string"}},"re\#
        corded":{"type":"array","items":{"type":"object","properties":{"budget":{"type":"string"},"s\#
        cope":{"type":"string"},"text":{"type":"string"}},"required":["budget","scope","text"]}}},"r\#
        equired":["sequence","kind","policy","reasons","recorded"]}},"required":["decision","model",\#
        "reasons","shadow_reasons","determining","refused_by","instead","steps","call","at_ms","hash\#
        "],"examples":[{"decision":"allow","model":"gpt-5","reasons":[],"shadow_reasons":[],"determi\#
        ning":[],"refused_by":[],"instead":{},"steps":[{"model":"gpt-5","cost_nanos":12500000,"token\#
        s":3000,"budgets":[{"budget":"daily","scope":"","unit":"USD","enforced":true,"paused":false,\#
        "limit":10000000000,"spent":5000000000,"held":0,"needed":12500000,"free":5000000000,"passed"\#
        :[]}],"not_counted":[],"rules":[]}],"call":{"agent":"a1","model":"gpt-5","provider":"openai"\#
        },"at_ms":1795255380412,"hash":"9f2b6c0e5a4d4c7f8e1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e\#
        6f70"}]},"ActivatePolicyRequest":{"type":"object","properties":{"expects_active":{"oneOf":[{\#
        "type":"integer","minimum":1,"maximum":999999999},{"type":"null"}],"description":"The versio\#
        n that is in force now; 409 where it is another."},"note":{"$ref":"#/components/schemas/Note\#
        "}},"additionalProperties":false,"examples":[{"expects_active":6,"note":"from Monday on"}]},\#
        "ActivatedPolicy":{"allOf":[{"$ref":"#/components/schemas/PolicyVersion"},{"type":"object","\#
        properties":{"replaced":{"oneOf":[{"$ref":"#/components/schemas/Version"},{"type":"null"}],"\#
        description":"The version that was in force."},"opened":{"type":"array","items":{"type":"str\#
        ing"},"description":"Budgets that begin."},"closed":{"type":"array","items":{"type":"string"\#
        },"description":"Budgets that end."},"changed":{"type":"array","items":{"type":"string"},"de\#
        scription":"Budgets with another meaning."}},"required":["replaced","opened","closed","chang\#
        ed"]}],"examples":[{"version":7,"state":"active","format":"yaml","hash":"9f2b6c0e5a4d4c7f8e1\#
        a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f70","note":"halves the day","created_at_ms":17952\#
        55380412,"created_by":"person:ana@example.com","activated_at_ms":1795255440412,"findings":[]\#
        ,"replaced":6,"opened":["daily"],"closed":[],"changed":[]}]},"Price":{"type":"object","descr\#
        iption":"An edition, in US dollars.","properties":{"provider":{"type":"string"},"model":{"ty\#
        pe":"string"},"kind":{"type":"string"},"source":{"type":"string"},"context_tokens":{"type":[\#
        "integer","null"],"minimum":0,"format":"int64"},"max_output_tokens":{"type":["integer","null\#
        "],"minimum":0,"format":"int64"},"hides_reasoning":{"type":"boolean"},"from_ms":{"$ref":"#/c\#
        omponents/schemas/TimeMs"},"daily_hours":{"type":"string","description":"The hours of each d\#
        ay, UTC, in which it holds."},"sheets":{"type":"array","items":{"type":"object","properties"\#
        :{"variant":{"type":"string"},"above_input_tokens":{"type":"integer","minimum":0,"format":"i\#
        nt64"},"nanos_per_million":{"type":"object","description":"Billionths of a dollar for a mill\#
        ion of each measure.","additionalProperties":{"$ref":"#/components/schemas/Nanos"}}},"requir\#
        ed":["variant","above_input_tokens","nanos_per_million"]}}},"required":["provider","model","\#
        kind","source","context_tokens","max_output_tokens","hides_reasoning","from_ms","sheets"],"e\#
        xamples":[{"provider":"openai","model":"gpt-4o","kind":"chat","source":"genai-prices","conte\#
        xt_tokens":128000,"max_output_tokens":16384,"hides_reasoning":false,"from_ms":0,"sheets":[{"\#
        variant":"standard","above_input_tokens":0,"nanos_per_million":{"input":2500000000,"output":\#
        10000000000}}]}]},"PriceList":{"type":"object","description":"A page of the list, in its ord\#
        er.","properties":{"items":{"type":"array","items":{"$ref":"#/components/schemas/Price"},"ma\#
        xItems":200},"next":{"$ref":"#/components/schemas/Next"}},"required":["items","next"]},"Pric\#
        eEditions":{"type":"object","properties":{"provider":{"type":"string"},"model":{"type":"stri\#
        ng"},"names":{"type":"array","items":{"type":"string"},"description":"Every name of the mode\#
        l."},"has_patterns":{"type":"boolean","description":"Whether names that begin or end so fit,\#
         too."},"book":{"type":"string","description":"The book's hash, as receipts name it."},"edit\#
        ions":{"type":"array","items":{"$ref":"#/components/schemas/Price"},"description":"The oldes\#
        t first."}},"required":["provider","model","names","has_patterns","book","editions"],"exampl\#
        es":[{"provider":"openai","model":"gpt-4o","names":["gpt-4o","gpt-4o-2024-08-06"],"has_patte\#
        rns":false,"book":"d55486b2","editions":[{"provider":"openai","model":"gpt-4o","kind":"chat"\#
        ,"source":"genai-prices","context_tokens":128000,"max_output_tokens":16384,"hides_reasoning"\#
        :false,"from_ms":0,"sheets":[{"variant":"standard","above_input_tokens":0,"nanos_per_million\#
        ":{"input":2500000000,"output":10000000000}}]}]}]},"ApprovalID":{"type":"string","minLength"\#
        :15,"maxLength":36,"pattern":"^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\#
        |ap-[0-9a-f]{12})$","description":"As the refusal or the call's answer named it."},"Vote":{"\#
        type":"object","properties":{"by":{"$ref":"#/components/schemas/Who"},"for":{"type":"boolean\#
        "},"note":{"type":"string"},"at_ms":{"$ref":"#/components/schemas/TimeMs"},"entry":{"$ref":"\#
        #/components/schemas/Sequence"}},"required":["by","for","note","at_ms","entry"],"examples":[\#
        {"by":"person:ana@example.com","for":true,"note":"","at_ms":1795255380412,"entry":4712}]},"A\#
        pproval":{"type":"object","properties":{"id":{"$ref":"#/components/schemas/ApprovalID"},"kin\#
        d":{"type":"string","enum":["call","tool_call"]},"state":{"type":"string","enum":["pending",\#
        "granted","used","denied","expired","withdrawn"]},"workspace":{"oneOf":[{"$ref":"#/component\#
        s/schemas/WorkspaceID"},{"type":"null"}],"description":"Null where the call has none."},"age\#
        nt":{"type":["string","null"]},"run":{"type":["string","null"]},"key_id":{"$ref":"#/componen\#
        ts/schemas/KeyID"},"model":{"type":["string","null"]},"tool":{"type":["string","null"]},"lin\#
        es":{"type":"array","items":{"$ref":"#/components/schemas/Line"},"description":"What is, or \#
        would be, set aside."},"cost_nanos":{"$ref":"#/components/schemas/Nanos","description":"The \#
        most that it can cost."},"currency":{"$ref":"#/components/schemas/Currency"},"reasons":{"typ\#
        e":"array","items":{"type":"string"}},"approvers":{"type":["string","null"],"description":"T\#
        he group that is asked; null: any approver."},"needed":{"type":"integer","minimum":1,"maximu\#
        m":16,"description":"Votes that it takes."},"votes":{"type":"array","items":{"$ref":"#/compo\#
        nents/schemas/Vote"}},"asked_at_ms":{"$ref":"#/components/schemas/TimeMs"},"until_ms":{"$ref\#
        ":"#/components/schemas/TimeMs"},"used_by":{"type":["string","null"],"description":"The hold\#
         of the call that was made with it."},"entry":{"$ref":"#/components/schemas/Sequence"}},"req\#
        uired":["id","kind","state","workspace","agent","run","key_id","model","tool","lines","cost_\#
        nanos","currency","reasons","approvers","needed","votes","asked_at_ms","until_ms","used_by",\#
        "entry"],"examples":[{"id":"7c9b56b1-6ed1-49af-965c-3bf89c8d47f6","kind":"call","state":"pen\#
        ding","workspace":"default","agent":"ag_0a1b2c3d4e5f6071","run":"run-1","key_id":"key_31a85e\#
        644888287e72081733","model":"gpt-5","tool":null,"lines":[{"budget":"research-daily","scope":\#
        "agent=a1","unit":"USD","amount":250000000}],"cost_nanos":250000000,"currency":"USD","reason\#
        s":["the day's money is spent"],"approvers":"finance","needed":1,"votes":[],"asked_at_ms":17\#
        95255380412,"until_ms":1795258980412,"used_by":null,"entry":4711}]},"ApprovalList":{"type":"\#
        object","description":"A page of the list, in its order.","properties":{"items":{"type":"arr\#
        ay","items":{"$ref":"#/components/schemas/Approval"},"maxItems":200},"next":{"$ref":"#/compo\#
        nents/schemas/Next"}},"required":["items","next"]},"Receipt":{"type":"object","description":\#
        "An entry in short.","properties":{"sequence":{"$ref":"#/components/schemas/Sequence"},"kind\#
        ":{"type":"string","description":"As docs/formats/entries.md has them."},"at_ms":{"$ref":"#/\#
        components/schemas/TimeMs"},"hash":{"type":"string","description":"The entry's, in hexadecim\#
        al."},"text":{"type":"string","description":"What happened, in a sentence."},"hold":{"type":\#
        ["string","null"]},"key_id":{"type":["string","null"]},"workspace":{"type":["string","null"]\#
        },"agent":{"type":["string","null"]},"run":{"type":["string","null"]},"model":{"type":["stri\#
        ng","null"]},"tool":{"type":["string","null"]},"cost_nanos":{"oneOf":[{"$ref":"#/components/\#
        schemas/SignedNanos"},{"type":"null"}],"description":"In US dollars, where it is about money\#
         of a call."}},"required":["sequence","kind","at_ms","hash","text","hold","key_id","workspac\#
        e","agent","run","model","tool","cost_nanos"],"examples":[{"sequence":4711,"kind":"hold","at\#
        _ms":1795255380412,"hash":"8fd7dc4763d943bd1c3b4f1e4dacd0aa50080079aa2975c50b0639c1e441281f"\#
        ,"text":"held 0.25 USD in research-daily (agent=a1)","hold":"7c9b56b1-6ed1-49af-965c-3bf89c8\#
        d47f6","key_id":"key_31a85e644888287e72081733","workspace":"default","agent":"a1","run":"run\#
        -1","model":"gpt-5","tool":null,"cost_nanos":250000000}]},"ReceiptList":{"type":"object","de\#
        scription":"A page of the list, in its order.","properties":{"items":{"type":"array","items"\#
        :{"$ref":"#/components/schemas/Receipt"},"maxItems":200},"next":{"$ref":"#/components/schema\#
        s/Next"}},"required":["items","next"]},"ReceiptEntry":{"allOf":[{"$ref":"#/components/schema\#
        s/Receipt"},{"type":"object","properties":{"line":{"type":"string","description":"The stored\#
         line, byte for byte, over which the hash is made."},"entry":{"type":"object","description":\#
        "The entry, read."},"seal":{"description":"Null until it is sealed.","oneOf":[{"type":"objec\#
        t","properties":{"first_sequence":{"$ref":"#/components/schemas/Sequence"},"last_sequence":{\#
        "$ref":"#/components/schemas/Sequence"},"text":{"type":"string","description":"The seal as i\#
        t is stored."}},"required":["first_sequence","last_sequence","text"]},{"type":"null"}]}},"re\#
        quired":["line","entry","seal"]}],"examples":[{"sequence":4711,"kind":"hold","at_ms":1795255\#
        380412,"hash":"8fd7dc4763d943bd1c3b4f1e4dacd0aa50080079aa2975c50b0639c1e441281f","text":"hel\#
        d 0.25 USD in research-daily (agent=a1)","hold":"7c9b56b1-6ed1-49af-965c-3bf89c8d47f6","key_\#
        id":"key_31a85e644888287e72081733","workspace":"default","agent":"a1","run":"run-1","model":\#
        "gpt-5","tool":null,"cost_nanos":250000000,"line":"{\"decision\":{\"kind\":\"hold\"}}","entr\#
        y":{"kind":"hold"},"seal":null}]},"Log":{"type":"object","description":"What to check receip\#
        ts against; get the key by another way, too.","properties":{"origin":{"type":"string","descr\#
        iption":"The log's name."},"entries":{"type":"integer","minimum":0,"format":"int64"},"head_h\#
        ash":{"type":"string"},"checkpoint":{"type":["string","null"],"description":"The newest sign\#
        ed checkpoint (C2SP tlog-checkpoint)."},"verifier_key":{"type":"string","description":"The l\#
        og's key as witnesses take it."},"public_key":{"type":"string","description":"The same in he\#
        xadecimal."}},"required":["origin","entries","head_hash","checkpoint","verifier_key","public\#
        _key"],"examples":[{"origin":"farthing/0191e2c4-7a10-7c1e-9b1f-3f5a6c7d8e9f","entries":4711,\#
        "head_hash":"8fd7dc4763d943bd1c3b4f1e4dacd0aa50080079aa2975c50b0639c1e441281f","checkpoint":\#
        null,"verifier_key":"farthing/0191e2c4-7a10-7c1e-9b1f-3f5a6c7d8e9f+0a1b2c3d+AdYkW3lSJ0Y9m1Oa\#
        3zq0r1M0b1m9W0o3cA1yY0b5Yw0m","public_key":"d6245b795227463d9b539adf3ab4af533b1bd9bd5b4a3770\#
        0d7263b6f9630d26"}]},"Hold":{"type":"object","description":"Who has the headroom.","properti\#
        es":{"id":{"type":"string"},"key_id":{"$ref":"#/components/schemas/KeyID"},"workspace":{"typ\#
        e":["string","null"]},"agent":{"type":["string","null"]},"run":{"type":["string","null"]},"m\#
        odel":{"type":["string","null"]},"tool":{"type":["string","null"]},"sent":{"type":"boolean",\#
        "description":"Whether it may cost already."},"job":{"type":["string","null"],"description":\#
        "What a provider goes on with."},"lines":{"type":"array","items":{"$ref":"#/components/schem\#
        as/Line"},"description":"What is held in each account."},"created_at_ms":{"$ref":"#/componen\#
        ts/schemas/TimeMs"},"expires_at_ms":{"$ref":"#/components/schemas/TimeMs"},"receipt":{"$ref"\#
        :"#/components/schemas/Sequence"}},"required":["id","key_id","workspace","agent","run","mode\#
        l","tool","sent","job","lines","created_at_ms","expires_at_ms","receipt"],"examples":[{"id":\#
        "7c9b56b1-6ed1-49af-965c-3bf89c8d47f6","key_id":"key_31a85e644888287e72081733","workspace":"\#
        default","agent":"a1","run":"run-1","model":"gpt-5","tool":null,"sent":true,"job":null,"line\#
        s":[{"budget":"research-daily","scope":"agent=a1","unit":"USD","amount":250000000}],"created\#
        _at_ms":1795255380412,"expires_at_ms":1795255500412,"receipt":4711}]},"HoldList":{"type":"ob\#
        ject","description":"A page of the list, in its order.","properties":{"items":{"type":"array\#
        ","items":{"$ref":"#/components/schemas/Hold"},"maxItems":200},"next":{"$ref":"#/components/\#
        schemas/Next"}},"required":["items","next"]},"Run":{"type":"object","properties":{"run":{"$r\#
        ef":"#/components/schemas/RunID"},"parent":{"type":["string","null"]},"workspace":{"type":["\#
        string","null"]},"agent":{"type":["string","null"]},"state":{"type":"string","enum":["runnin\#
        g","ended","killed"],"description":"`ended`: nothing is held and nothing came for an hour."}\#
        ,"calls":{"type":"integer","minimum":0,"format":"int64"},"refused":{"type":"integer","minimu\#
        m":0,"format":"int64"},"cost_nanos":{"$ref":"#/components/schemas/Nanos","description":"Its \#
        own calls."},"tree_cost_nanos":{"$ref":"#/components/schemas/Nanos","description":"With its \#
        descendants."},"currency":{"$ref":"#/components/schemas/Currency"},"began_at_ms":{"$ref":"#/\#
        components/schemas/TimeMs"},"last_at_ms":{"$ref":"#/components/schemas/TimeMs"}},"required":\#
        ["run","parent","workspace","agent","state","calls","refused","cost_nanos","tree_cost_nanos"\#
        ,"currency","began_at_ms","last_at_ms"],"examples":[{"run":"run-1","parent":null,"workspace"\#
        :"default","agent":"a1","state":"running","calls":12,"refused":1,"cost_nanos":410000000,"tre\#
        e_cost_nanos":530000000,"currency":"USD","began_at_ms":1795255320412,"last_at_ms":1795255380\#
        412}]},"RunList":{"type":"object","description":"A page of the list, in its order.","propert\#
        ies":{"items":{"type":"array","items":{"$ref":"#/components/schemas/Run"},"maxItems":200},"n\#
        ext":{"$ref":"#/components/schemas/Next"}},"required":["items","next"]},"RunTree":{"allOf":[\#
        {"$ref":"#/components/schemas/Run"},{"type":"object","properties":{"children":{"type":"array\#
        ","items":{"$ref":"#/components/schemas/RunTree"}}},"required":["children"]}]},"RunShare":{"\#
        type":"object","properties":{"value":{"type":"string"},"calls":{"type":"integer","minimum":0\#
        ,"format":"int64"},"cost_nanos":{"$ref":"#/components/schemas/Nanos"}},"required":["value","\#
        calls","cost_nanos"]},"RunDetail":{"allOf":[{"$ref":"#/components/schemas/Run"},{"type":"obj\#
        ect","properties":{"children":{"type":"array","items":{"$ref":"#/components/schemas/RunTree"\#
        },"description":"To eight levels and 1,000 runs."},"complete":{"type":"boolean","description\#
        ":"Whether these are all."},"by_model":{"type":"array","items":{"$ref":"#/components/schemas\#
        /RunShare"},"maxItems":50,"description":"The whole tree's, the dearest first."},"by_tool":{"\#
        type":"array","items":{"$ref":"#/components/schemas/RunShare"},"maxItems":50}},"required":["\#
        children","complete","by_model","by_tool"]}],"examples":[{"run":"run-1","parent":null,"works\#
        pace":"default","agent":"a1","state":"running","calls":12,"refused":1,"cost_nanos":410000000\#
        ,"tree_cost_nanos":530000000,"currency":"USD","began_at_ms":1795255320412,"last_at_ms":17952\#
        55380412,"children":[{"run":"run-1-a","parent":"run-1","workspace":"default","agent":"a1","s\#
        tate":"running","calls":3,"refused":1,"cost_nanos":120000000,"tree_cost_nanos":120000000,"cu\#
        rrency":"USD","began_at_ms":1795255320412,"last_at_ms":1795255380412,"children":[]}],"comple\#
        te":true,"by_model":[{"value":"gpt-5","calls":15,"cost_nanos":530000000}],"by_tool":[]}]},"K\#
        ill":{"type":"object","properties":{"target":{"type":"string","enum":["everything","tenant"]\#
        },"tenant":{"type":["string","null"]},"at_ms":{"$ref":"#/components/schemas/TimeMs"},"by":{"\#
        $ref":"#/components/schemas/Who"},"note":{"type":"string"},"sequence":{"$ref":"#/components/\#
        schemas/Sequence"}},"required":["target","tenant","at_ms","by","note","sequence"],"examples"\#
        :[{"target":"everything","tenant":null,"at_ms":1795255380412,"by":"admin","note":"","sequenc\#
        e":4711}]},"Kills":{"type":"object","description":"What is stopped as a whole now; agents an\#
        d runs are in their own lists.","properties":{"items":{"type":"array","items":{"$ref":"#/com\#
        ponents/schemas/Kill"},"maxItems":1000}},"required":["items"],"examples":[{"items":[]}]},"Ki
        """#,
        #"""
        llRequest":{"type":"object","properties":{"target":{"type":"string","enum":["everything","te\#
        nant"]},"tenant":{"type":"string","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x\#
        7f]+$","description":"With target tenant."},"confirm":{"type":"string","minLength":1,"maxLen\#
        gth":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$","description":"The word `everything`, or the ten\#
        ant's name: 409 `confirmation` for another."},"note":{"$ref":"#/components/schemas/Note"}},"\#
        required":["target","confirm"],"additionalProperties":false,"examples":[{"target":"everythin\#
        g","confirm":"everything","note":"runaway agents"}]},"LiftKillRequest":{"type":"object","pro\#
        perties":{"target":{"type":"string","enum":["everything","tenant"]},"tenant":{"type":"string\#
        ","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$","description":"With targe\#
        t tenant."},"note":{"$ref":"#/components/schemas/Note"}},"required":["target"],"additionalPr\#
        operties":false,"examples":[{"target":"everything"}]},"AnalyticsPoint":{"type":"object","pro\#
        perties":{"at_ms":{"$ref":"#/components/schemas/TimeMs","description":"Where the step begins\#
        ."},"calls":{"type":"integer","minimum":0,"format":"int64"},"refused":{"type":"integer","min\#
        imum":0,"format":"int64"},"cost_nanos":{"$ref":"#/components/schemas/Nanos"}},"required":["a\#
        t_ms","calls","refused","cost_nanos"]},"AnalyticsGroup":{"type":"object","properties":{"valu\#
        e":{"type":"string","description":"Of the dimension; empty for calls without one."},"calls":\#
        {"type":"integer","minimum":0,"format":"int64","description":"Calls that were charged."},"re\#
        fused":{"type":"integer","minimum":0,"format":"int64"},"cost_nanos":{"$ref":"#/components/sc\#
        hemas/Nanos"},"refused_nanos":{"$ref":"#/components/schemas/Nanos","description":"What the r\#
        efused ones could have cost at most."},"input_tokens":{"type":"integer","minimum":0,"format"\#
        :"int64"},"output_tokens":{"type":"integer","minimum":0,"format":"int64"},"points":{"type":"\#
        array","items":{"$ref":"#/components/schemas/AnalyticsPoint"},"maxItems":2000,"description":\#
        "One for each step in which something was; none without `step`."}},"required":["value","call\#
        s","refused","cost_nanos","refused_nanos","input_tokens","output_tokens","points"],"examples\#
        ":[{"value":"tavily-search","calls":3,"refused":0,"cost_nanos":90000000,"refused_nanos":0,"i\#
        nput_tokens":0,"output_tokens":0,"points":[{"at_ms":1795255200000,"calls":3,"refused":0,"cos\#
        t_nanos":90000000}]}]},"Analytics":{"type":"object","description":"In whole hours: `from_ms`\#
         is rounded down, `to_ms` up.","properties":{"currency":{"$ref":"#/components/schemas/Curren\#
        cy"},"from_ms":{"$ref":"#/components/schemas/TimeMs"},"to_ms":{"$ref":"#/components/schemas/\#
        TimeMs"},"by":{"type":"string"},"step":{"type":"string"},"groups":{"type":"array","items":{"\#
        $ref":"#/components/schemas/AnalyticsGroup"},"maxItems":200,"description":"The dearest first\#
        ."},"other":{"description":"All groups that are left out, together.","oneOf":[{"$ref":"#/com\#
        ponents/schemas/AnalyticsGroup"},{"type":"null"}]},"total":{"$ref":"#/components/schemas/Ana\#
        lyticsGroup"}},"required":["currency","from_ms","to_ms","by","step","groups","other","total"\#
        ],"examples":[{"currency":"USD","from_ms":1795255200000,"to_ms":1795258800000,"by":"tool","s\#
        tep":"hour","groups":[{"value":"tavily-search","calls":3,"refused":0,"cost_nanos":90000000,"\#
        refused_nanos":0,"input_tokens":0,"output_tokens":0,"points":[{"at_ms":1795255200000,"calls"\#
        :3,"refused":0,"cost_nanos":90000000}]}],"other":null,"total":{"value":"","calls":3,"refused\#
        ":0,"cost_nanos":90000000,"refused_nanos":0,"input_tokens":0,"output_tokens":0,"points":[{"a\#
        t_ms":1795255200000,"calls":3,"refused":0,"cost_nanos":90000000}]}}]},"Change":{"type":"obje\#
        ct","description":"Never has a secret.","properties":{"sequence":{"$ref":"#/components/schem\#
        as/Sequence"},"at_ms":{"$ref":"#/components/schemas/TimeMs"},"by":{"$ref":"#/components/sche\#
        mas/Who"},"action":{"type":"string","description":"create, edit, remove, or a command's kind\#
         in the journal, as `topUp`."},"collection":{"type":["string","null"]},"id":{"type":["string\#
        ","null"]},"version":{"oneOf":[{"$ref":"#/components/schemas/Version"},{"type":"null"}]},"no\#
        te":{"type":"string"},"before":{"type":["object","null"],"description":"The stored document \#
        before."},"after":{"type":["object","null"],"description":"And after; null: removed."}},"req\#
        uired":["sequence","at_ms","by","action","collection","id","version","note","before","after"\#
        ],"examples":[{"sequence":4711,"at_ms":1795255380412,"by":"admin","action":"edit","collectio\#
        n":"agents","id":"ag_0a1b2c3d4e5f6071","version":2,"note":"","before":{"dailyLimitNanos":500\#
        00000000},"after":{"dailyLimitNanos":80000000000}}]},"ChangeList":{"type":"object","descript\#
        ion":"A page of the list, in its order.","properties":{"items":{"type":"array","items":{"$re\#
        f":"#/components/schemas/Change"},"maxItems":200},"next":{"$ref":"#/components/schemas/Next"\#
        }},"required":["items","next"]},"PersonID":{"type":"string","minLength":1,"maxLength":255,"p\#
        attern":"^[\\x21-\\x7e]+$","description":"An address of e-mail that the identity provider ha\#
        s verified, or a subject of it."},"Person":{"type":"object","properties":{"id":{"$ref":"#/co\#
        mponents/schemas/PersonID"},"name":{"type":"string"},"roles":{"type":"array","items":{"$ref"\#
        :"#/components/schemas/RoleName"}},"workspace":{"oneOf":[{"$ref":"#/components/schemas/Works\#
        paceID"},{"type":"null"}],"description":"The one in which that holds; null: all."},"approves\#
        ":{"type":"array","items":{"type":"string"},"description":"The groups of approvers in which \#
        this one may vote."},"created_at_ms":{"$ref":"#/components/schemas/TimeMs"},"last_sign_in_at\#
        _ms":{"oneOf":[{"$ref":"#/components/schemas/TimeMs"},{"type":"null"}]},"version":{"$ref":"#\#
        /components/schemas/Version"}},"required":["id","name","roles","workspace","approves","creat\#
        ed_at_ms","last_sign_in_at_ms","version"],"examples":[{"id":"ana@example.com","name":"Ana","\#
        roles":["approver"],"workspace":null,"approves":["finance"],"created_at_ms":1795255380412,"l\#
        ast_sign_in_at_ms":null,"version":1}]},"PersonList":{"type":"object","description":"A page o\#
        f the list, in its order.","properties":{"items":{"type":"array","items":{"$ref":"#/componen\#
        ts/schemas/Person"},"maxItems":200},"next":{"$ref":"#/components/schemas/Next"}},"required":\#
        ["items","next"]},"PutPersonRequest":{"type":"object","description":"All of it; what is left\#
         out is none.","properties":{"name":{"type":"string","maxLength":100,"pattern":"^[^\\x00-\\x\#
        1f\\x7f]*$"},"roles":{"type":"array","items":{"$ref":"#/components/schemas/RoleName"},"maxIt\#
        ems":5,"uniqueItems":true},"workspace":{"oneOf":[{"$ref":"#/components/schemas/WorkspaceID"}\#
        ,{"type":"null"}],"description":"The one in which that holds; null: all."},"approves":{"type\#
        ":"array","items":{"type":"string","minLength":1,"maxLength":128,"pattern":"^[^\\x00-\\x1f\\\#
        x7f]+$"},"maxItems":32,"uniqueItems":true},"note":{"$ref":"#/components/schemas/Note"}},"req\#
        uired":["roles"],"additionalProperties":false,"examples":[{"name":"Ana","roles":["approver"]\#
        ,"approves":["finance"]}]},"WebhookID":{"type":"string","maxLength":19,"pattern":"^wh_[0-9a-\#
        f]{16}$"},"Webhook":{"type":"object","properties":{"id":{"$ref":"#/components/schemas/Webhoo\#
        kID"},"url":{"type":"string"},"types":{"type":"array","items":{"type":"string"}},"language":\#
        {"type":"string"},"enabled":{"type":"boolean"},"delivery":{"type":"object","description":"Si\#
        nce the server's start.","properties":{"behind":{"type":"integer","minimum":0,"format":"int6\#
        4","description":"Events that wait."},"delivered":{"type":"integer","minimum":0,"format":"in\#
        t64"},"failed":{"type":"integer","minimum":0,"format":"int64","description":"Tries."},"dropp\#
        ed":{"type":"integer","minimum":0,"format":"int64","description":"Events that were given up.\#
        "},"last_status":{"type":["integer","null"],"minimum":0,"format":"int64"},"last_at_ms":{"one\#
        Of":[{"$ref":"#/components/schemas/TimeMs"},{"type":"null"}]}},"required":["behind","deliver\#
        ed","failed","dropped","last_status","last_at_ms"]},"version":{"$ref":"#/components/schemas/\#
        Version"}},"required":["id","url","types","language","enabled","delivery","version"],"exampl\#
        es":[{"id":"wh_0a1b2c3d4e5f6071","url":"https://hooks.example.com/farthing","types":["budget\#
        .*"],"language":"en","enabled":true,"delivery":{"behind":0,"delivered":12,"failed":0,"droppe\#
        d":0,"last_status":204,"last_at_ms":1795255380412},"version":1}]},"WebhookList":{"type":"obj\#
        ect","description":"A page of the list, in its order.","properties":{"items":{"type":"array"\#
        ,"items":{"$ref":"#/components/schemas/Webhook"},"maxItems":200},"next":{"$ref":"#/component\#
        s/schemas/Next"}},"required":["items","next"]},"WebhookWithSecret":{"allOf":[{"$ref":"#/comp\#
        onents/schemas/Webhook"},{"type":"object","properties":{"secret":{"type":["string","null"],"\#
        description":"`whsec_…`, by which deliveries are signed, shown this once; null in an answer \#
        that is repeated."}},"required":["secret"]}],"examples":[{"id":"wh_0a1b2c3d4e5f6071","url":"\#
        https://hooks.example.com/farthing","types":["budget.*"],"language":"en","enabled":true,"del\#
        ivery":{"behind":0,"delivered":12,"failed":0,"dropped":0,"last_status":204,"last_at_ms":1795\#
        255380412},"version":1,"secret":"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}]},"Cre\#
        ateWebhookRequest":{"type":"object","properties":{"url":{"type":"string","minLength":1,"maxL\#
        ength":2048,"format":"uri","description":"`https`, or `http` on this machine. It is shown wi\#
        thout its query."},"types":{"type":"array","items":{"type":"string","minLength":1,"maxLength\#
        ":64,"pattern":"^[a-z_.*]+$"},"maxItems":32,"uniqueItems":true,"description":"Types or patte\#
        rns, as `budget.*`; none: all but `call.refused`."},"language":{"type":"string","enum":["en"\#
        ,"es","hi"],"description":"Of the sentences in events."},"enabled":{"type":"boolean","defaul\#
        t":true},"note":{"$ref":"#/components/schemas/Note"}},"required":["url"],"additionalProperti\#
        es":false,"examples":[{"url":"https://hooks.example.com/farthing","types":["budget.*","appro\#
        val.*"]}]},"EditWebhookRequest":{"type":"object","properties":{"url":{"type":"string","minLe\#
        ngth":1,"maxLength":2048,"format":"uri","description":"`https`, or `http` on this machine. I\#
        t is shown without its query."},"types":{"type":"array","items":{"type":"string","minLength"\#
        :1,"maxLength":64,"pattern":"^[a-z_.*]+$"},"maxItems":32,"uniqueItems":true,"description":"T\#
        ypes or patterns, as `budget.*`; none: all but `call.refused`."},"language":{"type":"string"\#
        ,"enum":["en","es","hi"],"description":"Of the sentences in events."},"enabled":{"type":"boo\#
        lean"},"note":{"$ref":"#/components/schemas/Note"}},"minProperties":1,"additionalProperties"\#
        :false,"examples":[{"enabled":false}]},"WebhookTest":{"type":"object","properties":{"status"\#
        :{"type":["integer","null"],"minimum":100,"maximum":599,"description":"What the receiver ans\#
        wered; null: nothing."},"duration_ms":{"type":"integer","minimum":0,"format":"int64"},"error\#
        ":{"type":["string","null"],"description":"Why nothing came."}},"required":["status","durati\#
        on_ms","error"],"examples":[{"status":204,"duration_ms":41,"error":null}]},"Settings":{"type\#
        ":"object","properties":{"language":{"type":"string","enum":["en","es","hi"],"description":"\#
        Of the sentences in events."},"approval_hold_ms":{"type":"integer","minimum":60000,"maximum"\#
        :2592000000,"format":"int64","description":"How long a tool call waits for a decision."},"un\#
        known_tools":{"type":"string","enum":["refuse","estimate"],"description":"What a tool costs \#
        that is not registered: nothing is admitted, or what the agent says."},"session_ms":{"type":\#
        "integer","minimum":300000,"maximum":2592000000,"format":"int64","description":"How long a s\#
        ign-in lasts."},"alerts":{"type":"object","description":"When an event `alert.*` is made.","\#
        properties":{"enabled":{"type":"boolean"},"burn_rate_percent":{"type":"integer","minimum":10\#
        0,"maximum":100000,"description":"An account that spends at this share of the pace that woul\#
        d use it up exactly."},"exhaustion_within_ms":{"type":"integer","minimum":60000,"maximum":25\#
        92000000,"format":"int64","description":"An account that will be used up so soon."},"unaccou\#
        nted_nanos":{"$ref":"#/components/schemas/Nanos","description":"Charges of calls whose usage\#
         is not known, in a day and US dollars."}},"required":["enabled","burn_rate_percent","exhaus\#
        tion_within_ms","unaccounted_nanos"]},"version":{"$ref":"#/components/schemas/Version"}},"re\#
        quired":["language","approval_hold_ms","unknown_tools","session_ms","alerts","version"],"exa\#
        mples":[{"language":"en","approval_hold_ms":604800000,"unknown_tools":"estimate","session_ms\#
        ":43200000,"alerts":{"enabled":true,"burn_rate_percent":200,"exhaustion_within_ms":3600000,"\#
        unaccounted_nanos":1000000000},"version":1}]},"EditSettingsRequest":{"type":"object","proper\#
        ties":{"language":{"type":"string","enum":["en","es","hi"],"description":"Of the sentences i\#
        n events."},"approval_hold_ms":{"type":"integer","minimum":60000,"maximum":2592000000,"forma\#
        t":"int64","description":"How long a tool call waits for a decision."},"unknown_tools":{"typ\#
        e":"string","enum":["refuse","estimate"],"description":"What a tool costs that is not regist\#
        ered: nothing is admitted, or what the agent says."},"session_ms":{"type":"integer","minimum\#
        ":300000,"maximum":2592000000,"format":"int64","description":"How long a sign-in lasts."},"a\#
        lerts":{"type":"object","properties":{"enabled":{"type":"boolean"},"burn_rate_percent":{"typ\#
        e":"integer","minimum":100,"maximum":100000,"description":"An account that spends at this sh\#
        are of the pace that would use it up exactly."},"exhaustion_within_ms":{"type":"integer","mi\#
        nimum":60000,"maximum":2592000000,"format":"int64","description":"An account that will be us\#
        ed up so soon."},"unaccounted_nanos":{"$ref":"#/components/schemas/Nanos","description":"Cha\#
        rges of calls whose usage is not known, in a day and US dollars."}},"additionalProperties":f\#
        alse},"note":{"$ref":"#/components/schemas/Note"}},"minProperties":1,"additionalProperties":\#
        false,"examples":[{"unknown_tools":"refuse"}]},"RegisterAgentRequest":{"type":"object","prop\#
        erties":{"name":{"type":"string","minLength":1,"maxLength":100},"daily_budget":{"type":"numb\#
        er","exclusiveMinimum":0,"maximum":900000000,"description":"What the agent may spend in a da\#
        y of the workspace's zone."},"workspace_id":{"type":"string","maxLength":50,"default":"defau\#
        lt","description":"The workspace."}},"required":["name","daily_budget"],"examples":[{"name":\#
        "researcher","daily_budget":50,"workspace_id":"default"}]},"RegisteredAgent":{"type":"object\#
        ","description":"The key is shown this once.","properties":{"api_key":{"type":"string","patt\#
        ern":"^ag-[0-9a-f]{32}$","description":"`ag-` and 32 hexadecimal digits."},"name":{"type":"s\#
        tring"},"daily_budget":{"type":"number","minimum":0,"maximum":900000000},"workspace_id":{"ty\#
        pe":"string"},"message":{"type":"string"}},"required":["api_key","name","daily_budget","work\#
        space_id","message"],"examples":[{"api_key":"ag-00000000000000000000000000000000","name":"re\#
        searcher","daily_budget":50,"workspace_id":"default","message":"Keep this key: it is not sho\#
        wn again."}]},"ToolCallRequest":{"type":"object","properties":{"agent_key":{"type":"string",\#
        "maxLength":256,"description":"The agent's key; left out where the header Authorization has \#
        it."},"tool_name":{"type":"string","maxLength":200,"description":"The tool; a registered one\#
         has its own price."},"estimated_cost":{"type":"number","minimum":0,"maximum":900000000,"def\#
        ault":0,"description":"What it costs where the tool is not registered."}},"required":["tool_\#
        name"],"examples":[{"agent_key":"ag-00000000000000000000000000000000","tool_name":"tavily-se\#
        arch","estimated_cost":0.03}]},"ToolCallAnswer":{"type":"object","description":"The call is \#
        charged, or, with `approval_status`, its money is held until somebody decides.","properties"\#
        :{"status":{"type":"string","enum":["approved"]},"agent":{"type":"string"},"tool":{"type":"s\#
        tring"},"estimated_cost":{"type":"number","minimum":0,"maximum":900000000},"actual_cost":{"t\#
        ype":"number","minimum":0,"maximum":900000000},"cost_source":{"type":"string","enum":["regis\#
        try","client_estimate"]},"spent_today":{"type":"number","minimum":0,"maximum":900000000},"re\#
        maining":{"type":"number","minimum":0,"maximum":900000000},"calls_today":{"type":"integer","\#
        minimum":0,"format":"int64"},"approval_id":{"type":"string","pattern":"^ap-[0-9a-f]{12}$"},"\#
        approval_status":{"type":"string","enum":["pending"]},"message":{"type":"string"},"policy_wa\#
        rnings":{"type":"array","items":{"type":"string"}}},"required":["status","agent","tool","est\#
        imated_cost","actual_cost","cost_source","spent_today","remaining","calls_today"],"examples"\#
        :[{"status":"approved","agent":"researcher","tool":"tavily-search","estimated_cost":0.03,"ac\#
        tual_cost":0.03,"cost_source":"registry","spent_today":0.03,"remaining":49.97,"calls_today":\#
        1}]},"ResumedAgent":{"type":"object","properties":{"status":{"type":"string","enum":["resume\#
        d","already_active"]},"name":{"type":"string"},"daily_budget":{"type":"number","minimum":0,"\#
        maximum":900000000},"message":{"type":"string"}},"required":["status","name"],"examples":[{"\#
        status":"already_active","name":"researcher"}]},"ResetAgent":{"type":"object","properties":{\#
        "status":{"type":"string","enum":["reset"]},"name":{"type":"string"},"daily_budget":{"type":\#
        "number","minimum":0,"maximum":900000000},"spent_today":{"type":"number","minimum":0,"maximu\#
        m":900000000},"calls_today":{"type":"integer","minimum":0,"format":"int64"},"message":{"type\#
        ":"string"}},"required":["status","name","daily_budget","spent_today","calls_today","message\#
        "],"examples":[{"status":"reset","name":"researcher","daily_budget":50,"spent_today":0,"call\#
        s_today":0,"message":"Counters are zero."}]},"RegisterToolRequest":{"type":"object","propert\#
        ies":{"name":{"type":"string","minLength":1,"maxLength":100},"cost_per_call":{"type":"number\#
        ","minimum":0,"maximum":900000000},"description":{"type":"string","maxLength":500,"default":\#
        ""},"workspace_id":{"type":"string","maxLength":50,"default":"default","description":"The wo\#
        rkspace."}},"required":["name","cost_per_call"],"examples":[{"name":"tavily-search","cost_pe\#
        r_call":0.03,"description":"web search"}]},"PeerTool":{"type":"object","properties":{"name":\#
        {"type":"string"},"cost_per_call":{"type":"number","minimum":0,"maximum":900000000},"descrip\#
        tion":{"type":"string"},"workspace_id":{"type":"string"},"registered_at":{"type":"string"}},\#
        "required":["name","cost_per_call","description","workspace_id"],"examples":[{"name":"tavily
        """#,
        #"""
        -search","cost_per_call":0.03,"description":"web search","workspace_id":"default"}]},"Regist\#
        eredTool":{"type":"object","properties":{"status":{"type":"string","enum":["registered","upd\#
        ated"]},"tool":{"$ref":"#/components/schemas/PeerTool"}},"required":["status","tool"],"examp\#
        les":[{"status":"registered","tool":{"name":"tavily-search","cost_per_call":0.03,"descriptio\#
        n":"web search","workspace_id":"default"}}]},"PeerFilter":{"type":"object","description":"Wh\#
        at was asked for.","properties":{"workspace_id":{"type":["string","null"]}},"required":["wor\#
        kspace_id"]},"PeerTools":{"type":"object","description":"By name. Without any tool `message`\#
         stands in place of `count` and `filter`.","properties":{"tools":{"type":"array","items":{"$\#
        ref":"#/components/schemas/PeerTool"}},"count":{"type":"integer","minimum":0,"format":"int64\#
        "},"filter":{"$ref":"#/components/schemas/PeerFilter"},"message":{"type":"string"}},"require\#
        d":["tools"],"examples":[{"tools":[],"message":"No tools are registered."}]},"PeerToolAnalyt\#
        ics":{"type":"object","description":"The dearest tool first.","properties":{"tools":{"type":\#
        "array","items":{"type":"object","properties":{"tool_name":{"type":"string"},"total_calls":{\#
        "type":"integer","minimum":0,"format":"int64"},"total_spent":{"type":"number","minimum":0,"m\#
        aximum":900000000},"avg_cost":{"type":"number","minimum":0,"maximum":900000000},"agent_count\#
        ":{"type":"integer","minimum":0,"format":"int64"}},"required":["tool_name","total_calls","to\#
        tal_spent","avg_cost","agent_count"]}},"total_tools":{"type":"integer","minimum":0,"format":\#
        "int64"},"total_spend":{"type":"number","minimum":0,"maximum":900000000},"filter":{"$ref":"#\#
        /components/schemas/PeerFilter"}},"required":["tools","total_tools","total_spend","filter"],\#
        "examples":[{"tools":[{"tool_name":"tavily-search","total_calls":3,"total_spent":0.09,"avg_c\#
        ost":0.03,"agent_count":1}],"total_tools":1,"total_spend":0.09,"filter":{"workspace_id":null\#
        }}]},"AddWorkspaceRequest":{"type":"object","properties":{"name":{"type":"string","minLength\#
        ":1,"maxLength":100},"description":{"type":"string","maxLength":500,"default":""}},"required\#
        ":["name"],"examples":[{"name":"research"}]},"AddedWorkspace":{"type":"object","description"\#
        :"The key is shown this once; it opens this workspace's routes.","properties":{"id":{"type":\#
        "string"},"name":{"type":"string"},"description":{"type":"string"},"api_key":{"type":"string\#
        ","pattern":"^ag-[0-9a-f]{32}$"},"message":{"type":"string"}},"required":["id","name","descr\#
        iption","api_key","message"],"examples":[{"id":"ws-0011223344556677","name":"research","desc\#
        ription":"","api_key":"ag-00000000000000000000000000000000","message":"Keep this key: it is \#
        not shown again."}]},"PeerWorkspaces":{"type":"object","description":"The oldest first.","pr\#
        operties":{"workspaces":{"type":"array","items":{"type":"object","properties":{"id":{"type":\#
        "string"},"name":{"type":"string"},"description":{"type":"string"},"api_key":{"type":"string\#
        ","description":"Always the same mask."},"created_at":{"type":"string"}},"required":["id","n\#
        ame","description","api_key","created_at"]}},"count":{"type":"integer","minimum":0,"format":\#
        "int64"}},"required":["workspaces","count"],"examples":[{"workspaces":[{"id":"default","name\#
        ":"Default","description":"","api_key":"ag-****","created_at":"2026-11-22T01:00:00.000000"}]\#
        ,"count":1}]},"RuleTypes":{"type":"object","properties":{"policy_types":{"type":"object","ad\#
        ditionalProperties":{"type":"string"}},"actions":{"type":"object","additionalProperties":{"t\#
        ype":"string"}}},"required":["policy_types","actions"],"examples":[{"policy_types":{"block_t\#
        ool":"Blocks one tool"},"actions":{"block":"Refuses the call"}}]},"RuleConfig":{"type":"obje\#
        ct","description":"Depends on the kind: `tool_name` (block_tool, require_approval), `max_cos\#
        t` (block_tool_over_cost), `category` (block_category), `threshold_pct` (budget_warning), `m\#
        in_cost` (require_approval).","properties":{"tool_name":{"type":"string","maxLength":200},"m\#
        ax_cost":{"type":"number","minimum":0,"maximum":900000000},"category":{"type":"string","maxL\#
        ength":100},"threshold_pct":{"type":"number","minimum":0,"maximum":1000},"min_cost":{"type":\#
        "number","minimum":0,"maximum":900000000}},"maxProperties":16},"CreateRuleRequest":{"type":"\#
        object","properties":{"name":{"type":"string","minLength":1,"maxLength":100},"description":{\#
        "type":"string","maxLength":500,"default":""},"policy_type":{"type":"string","maxLength":64,\#
        "description":"block_tool, block_tool_over_cost, block_category, budget_warning or require_a\#
        pproval; another is refused with 400."},"policy_config":{"$ref":"#/components/schemas/RuleCo\#
        nfig"},"action":{"type":"string","maxLength":64,"default":"block","description":"block, warn\#
         or require_approval; another is refused with 400."},"workspace_id":{"type":"string","maxLen\#
        gth":50,"default":"default","description":"The workspace."}},"required":["name","policy_type\#
        "],"examples":[{"name":"no sms","policy_type":"block_tool","policy_config":{"tool_name":"twi\#
        lio-sms"},"action":"block"}]},"CreatedRule":{"type":"object","properties":{"id":{"type":"int\#
        eger","minimum":1,"format":"int64"},"name":{"type":"string"},"policy_type":{"type":"string"}\#
        ,"action":{"type":"string"},"workspace_id":{"type":"string"},"enabled":{"type":"boolean"},"m\#
        essage":{"type":"string"}},"required":["id","name","policy_type","action","workspace_id","en\#
        abled","message"],"examples":[{"id":1,"name":"no sms","policy_type":"block_tool","action":"b\#
        lock","workspace_id":"default","enabled":true,"message":"Policy created."}]},"Rule":{"type":\#
        "object","properties":{"id":{"type":"integer","minimum":1,"format":"int64"},"workspace_id":{\#
        "type":"string"},"name":{"type":"string"},"description":{"type":"string"},"policy_type":{"ty\#
        pe":"string"},"policy_config":{"type":"object"},"action":{"type":"string"},"enabled":{"type"\#
        :"boolean"},"violation_count":{"type":"integer","minimum":0,"format":"int64"},"created_at":{\#
        "type":"string"},"updated_at":{"type":"string"}},"required":["id","workspace_id","name","des\#
        cription","policy_type","policy_config","action","enabled","violation_count","created_at","u\#
        pdated_at"],"examples":[{"id":1,"workspace_id":"default","name":"no sms","description":"","p\#
        olicy_type":"block_tool","policy_config":{"tool_name":"twilio-sms"},"action":"block","enable\#
        d":true,"violation_count":0,"created_at":"2026-11-22T01:00:00.000000","updated_at":"2026-11-\#
        22T01:00:00.000000"}]},"Rules":{"type":"object","description":"The newest first.","propertie\#
        s":{"policies":{"type":"array","items":{"$ref":"#/components/schemas/Rule"}},"count":{"type"\#
        :"integer","minimum":0,"format":"int64"}},"required":["policies","count"],"examples":[{"poli\#
        cies":[],"count":0}]},"ToggleRuleRequest":{"type":"object","properties":{"enabled":{"type":"\#
        boolean"}},"required":["enabled"],"examples":[{"enabled":false}]},"DeletedRule":{"type":"obj\#
        ect","properties":{"status":{"type":"string","enum":["deleted"]},"policy_id":{"type":"intege\#
        r","minimum":1,"format":"int64"}},"required":["status","policy_id"],"examples":[{"status":"d\#
        eleted","policy_id":1}]},"DecideCallRequest":{"type":"object","properties":{"approval_id":{"\#
        type":"string","maxLength":64,"description":"The one of the path, where it is sent."},"decis\#
        ion":{"type":"string","enum":["approve","deny"]}},"required":["decision"],"examples":[{"appr\#
        oval_id":"ap-0a1b2c3d4e5f","decision":"approve"}]},"DecidedCall":{"type":"object","propertie\#
        s":{"status":{"type":"string","enum":["approved","denied"]},"tool_name":{"type":"string"},"c\#
        ost":{"type":"number","minimum":0,"maximum":900000000},"message":{"type":"string"}},"require\#
        d":["status","tool_name","message"],"examples":[{"status":"approved","tool_name":"twilio-sms\#
        ","cost":1.5,"message":"The call is approved and charged."}]},"PendingCalls":{"type":"object\#
        ","properties":{"pending":{"type":"array","items":{"type":"object","properties":{"approval_i\#
        d":{"type":"string"},"agent":{"type":"string","description":"The agent's name."},"agent_key"\#
        :{"type":"string","description":"Always the same mask."},"tool_name":{"type":"string"},"cost\#
        ":{"type":"number","minimum":0,"maximum":900000000},"policies":{"type":"array","items":{"typ\#
        e":"integer","minimum":1,"format":"int64"}},"status":{"type":"string","enum":["pending"]},"c\#
        reated_at":{"type":"string"}},"required":["approval_id","agent","agent_key","tool_name","cos\#
        t","policies","status","created_at"]}},"count":{"type":"integer","minimum":0,"format":"int64\#
        "}},"required":["pending","count"],"examples":[{"pending":[],"count":0}]},"PeerService":{"ty\#
        pe":"object","properties":{"service":{"type":"string"},"version":{"type":"string"},"agents_r\#
        egistered":{"type":"integer","minimum":0,"format":"int64"},"total_calls_tracked":{"type":"in\#
        teger","minimum":0,"format":"int64","description":"Calls that were approved."},"tools_regist\#
        ered":{"type":"integer","minimum":0,"format":"int64"},"docs":{"type":"string"}},"required":[\#
        "service","version","agents_registered","total_calls_tracked","tools_registered","docs"],"ex\#
        amples":[{"service":"farthing","version":"0.6.0","agents_registered":0,"total_calls_tracked"\#
        :0,"tools_registered":0,"docs":"/docs"}]},"ModelTariff":{"type":"object","description":"Cost\#
         units per 1,000 or per 1,000,000 tokens.","properties":{"input_cu_per_1k":{"type":"integer"\#
        ,"minimum":0},"input_cu_per_1m":{"type":"integer","minimum":0},"output_cu_per_1k":{"type":"i\#
        nteger","minimum":0},"output_cu_per_1m":{"type":"integer","minimum":0},"cached_cu_per_1k":{"\#
        type":"integer","minimum":0},"cached_cu_per_1m":{"type":"integer","minimum":0}}},"Tariff":{"\#
        type":"object","description":"Prices in cost units, made of the price book in force and roun\#
        ded up.","properties":{"tariff_version":{"type":"string"},"registry_version":{"type":"string\#
        "},"cu_per_usd":{"type":"integer","minimum":1,"format":"int64"},"llm":{"type":"object","prop\#
        erties":{"default":{"$ref":"#/components/schemas/ModelTariff"},"providers":{"type":"object",\#
        "additionalProperties":{"type":"object","properties":{"models":{"type":"object","additionalP\#
        roperties":{"$ref":"#/components/schemas/ModelTariff"}}},"required":["models"]}}},"required"\#
        :["default","providers"]},"tools":{"type":"object","additionalProperties":{"type":"integer",\#
        "minimum":0}}},"required":["tariff_version","registry_version","cu_per_usd","llm","tools"],"\#
        examples":[{"tariff_version":"b1946ac9","registry_version":"3","cu_per_usd":1000,"llm":{"def\#
        ault":{"input_cu_per_1k":3,"output_cu_per_1k":10},"providers":{"openai":{"models":{"gpt-4o":\#
        {"input_cu_per_1m":2500,"output_cu_per_1k":10,"cached_cu_per_1k":2}}}}},"tools":{"tavily-sea\#
        rch":1}}]},"ReserveRequest":{"type":"object","properties":{"run_id":{"type":"string","minLen\#
        gth":1,"maxLength":256},"cost_limit":{"type":["integer","null"],"minimum":1,"maximum":900000\#
        000000,"description":"The most that the run may cost, in CU; the key's budgets bound it furt\#
        her."},"plan_key":{"type":["string","null"],"maxLength":256},"user_id":{"type":["string","nu\#
        ll"],"maxLength":256}},"required":["run_id"],"examples":[{"run_id":"run-1","cost_limit":50,"\#
        plan_key":"pro","user_id":"alice"}]},"Reservation":{"type":"object","description":"The same \#
        run, limit, plan and user while it is open: the same reservation.","properties":{"reserve_id\#
        ":{"type":"string"},"status":{"type":"string","enum":["reserved"]},"cost_limit":{"type":"int\#
        eger","minimum":0,"maximum":9007199254740991,"format":"int64"},"tariff_version":{"type":"str\#
        ing"},"estimated_usd_micros":{"type":"integer","minimum":0,"maximum":9007199254740991,"forma\#
        t":"int64"}},"required":["reserve_id","status","tariff_version"],"examples":[{"reserve_id":"\#
        rsv_7c9b56b16ed149af965c3bf89c8d47f6","status":"reserved","cost_limit":50,"tariff_version":"\#
        b1946ac9","estimated_usd_micros":50000}]},"UsageRow":{"type":"object","description":"A model\#
        's call, or with `type` `custom_cost` something else that cost.","properties":{"type":{"type\#
        ":"string","enum":["custom_cost"]},"provider":{"type":"string","maxLength":256},"provider_mo\#
        del_id":{"type":"string","maxLength":256},"input_tokens":{"type":"integer","minimum":0,"maxi\#
        mum":1000000000000,"format":"int64"},"cached_input_tokens":{"type":"integer","minimum":0,"ma\#
        ximum":1000000000000,"format":"int64"},"output_tokens":{"type":"integer","minimum":0,"maximu\#
        m":1000000000000,"format":"int64"},"name":{"type":"string","maxLength":256},"cost_cu":{"type\#
        ":"integer","minimum":0,"maximum":900000000000,"format":"int64"},"scope_name":{"type":["stri\#
        ng","null"],"maxLength":256}}},"SettleRequest":{"type":"object","description":"What the run \#
        cost: by its rows, at the price book's prices.","properties":{"reserve_id":{"type":"string",\#
        "minLength":1,"maxLength":128},"input_tokens":{"type":"integer","minimum":0,"maximum":100000\#
        0000000,"format":"int64"},"cached_input_tokens":{"type":"integer","minimum":0,"maximum":1000\#
        000000000,"format":"int64"},"output_tokens":{"type":"integer","minimum":0,"maximum":10000000\#
        00000,"format":"int64"},"usage_breakdown":{"type":"array","items":{"$ref":"#/components/sche\#
        mas/UsageRow"},"maxItems":100000},"cache_write_tokens_5m":{"type":"integer","minimum":0,"max\#
        imum":1000000000000,"format":"int64"},"cache_write_tokens_1h":{"type":"integer","minimum":0,\#
        "maximum":1000000000000,"format":"int64"},"web_search_count":{"type":"integer","minimum":0,"\#
        maximum":1000000000000,"format":"int64"},"reasoning_effort":{"type":["string","null"],"maxLe\#
        ngth":64}},"required":["reserve_id","input_tokens","cached_input_tokens","output_tokens","us\#
        age_breakdown"],"examples":[{"reserve_id":"rsv_7c9b56b16ed149af965c3bf89c8d47f6","input_toke\#
        ns":0,"cached_input_tokens":0,"output_tokens":0,"usage_breakdown":[{"type":"custom_cost","na\#
        me":"tavily","cost_cu":5,"scope_name":"child"}]}]},"Settled":{"type":"object","description":\#
        "Durable when it is answered; the same again has the same answer.","properties":{"status":{"\#
        type":"string","enum":["settled"]},"reserve_id":{"type":"string"},"cost_cu":{"type":"integer\#
        ","minimum":0,"maximum":9007199254740991,"format":"int64"},"usd_micros":{"type":"integer","m\#
        inimum":0,"maximum":9007199254740991,"format":"int64"}},"required":["status","reserve_id","c\#
        ost_cu","usd_micros"],"examples":[{"status":"settled","reserve_id":"rsv_7c9b56b16ed149af965c\#
        3bf89c8d47f6","cost_cu":5,"usd_micros":5000}]},"EventBatch":{"type":"object","properties":{"\#
        events":{"type":"array","items":{"type":"object","description":"An envelope; `id`, `run_id`,\#
         `category` and `name` are kept, and the numbers. Prompts, payload texts and evidence are no\#
        t."},"maxItems":1000}},"required":["events"],"examples":[{"events":[{"id":"0b8f4c62-0000-400\#
        0-8000-000000000001","run_id":"run-1","category":"run","name":"start","version":1}]}]},"Even\#
        tsTaken":{"type":"object","properties":{"accepted":{"type":"integer","minimum":0,"format":"i\#
        nt64"},"duplicates":{"type":"integer","minimum":0,"format":"int64","description":"Events who\#
        se id was there already."},"dropped":{"type":"integer","minimum":0,"format":"int64","descrip\#
        tion":"Events that no run or name could be read of."}},"required":["accepted","duplicates","\#
        dropped"],"examples":[{"accepted":1,"duplicates":0,"dropped":0}]},"PaymentRequired":{"type":\#
        "object","properties":{"detail":{"type":"string"},"user_message":{"type":"string"},"current_\#
        balance":{"type":"integer","format":"int64"},"required_amount":{"type":"integer","minimum":0\#
        ,"maximum":9007199254740991,"format":"int64"},"shortfall":{"type":"integer","minimum":0,"max\#
        imum":9007199254740991,"format":"int64"},"user_id":{"type":["string","null"]}},"required":["\#
        detail","user_message","current_balance","required_amount","shortfall","user_id"],"examples"\#
        :[{"detail":"budget_paused","user_message":"This key's budget is paused.","current_balance":\#
        0,"required_amount":50,"shortfall":50,"user_id":"alice"}]},"BudgetExceeded":{"type":"object"\#
        ,"properties":{"detail":{"type":"string"},"run_id":{"type":["string","null"]},"cost_limit":{\#
        "type":"integer","minimum":0,"maximum":9007199254740991,"format":"int64"},"remaining":{"type\#
        ":"integer","minimum":0,"maximum":9007199254740991,"format":"int64"},"receipt":{"oneOf":[{"$\#
        ref":"#/components/schemas/Sequence"},{"type":"null"}]}},"required":["detail","run_id","cost\#
        _limit","remaining","receipt"],"examples":[{"detail":"budget_exceeded","run_id":"run-1","cos\#
        t_limit":50,"remaining":12,"receipt":4711}]}}}}
        """#,
    ]
}
