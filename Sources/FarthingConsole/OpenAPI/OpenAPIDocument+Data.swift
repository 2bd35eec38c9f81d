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
        esponses/PeerForbidden"},"422":{"$ref":"#/components/responses/PeerInvalid"},"429":{"$ref":"\#
        #/components/responses/PeerTooManyRequests"},"503":{"$ref":"#/components/responses/PeerUnava\#
        ilable"}}}},"/api/v1/cu-tariff":{"get":{"operationId":"getTariff","tags":["actguard"],"summa\#
        ry":"Shows the prices in cost units.","security":[],"responses":{"200":{"description":"Done.\#
        ","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Tariff"}}}},"429":{"\#
        $ref":"#/components/responses/PeerTooManyRequests"},"503":{"$ref":"#/components/responses/Pe\#
        erUnavailable"}}}},"/api/v1/reserve":{"post":{"operationId":"reserveBudget","tags":["actguar\#
        d"],"summary":"Sets a run's money aside.","security":[{"bearer":["key"]}],"requestBody":{"re\#
        quired":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/ReserveRe\#
        quest"}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema"\#
        :{"$ref":"#/components/schemas/Reservation"}}}},"401":{"$ref":"#/components/responses/PeerUn\#
        authenticated"},"402":{"description":"The budget is paused, frozen or used up for good: some\#
        body must top it up.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/\#
        PaymentRequired"}}}},"403":{"$ref":"#/components/responses/PeerForbidden"},"409":{"descripti\#
        on":"The budget has no room for it.","content":{"application/json":{"schema":{"$ref":"#/comp\#
        onents/schemas/BudgetExceeded"}}}},"413":{"$ref":"#/components/responses/PeerTooLarge"},"422\#
        ":{"$ref":"#/components/responses/PeerInvalid"},"429":{"$ref":"#/components/responses/PeerTo\#
        oManyRequests"},"503":{"$ref":"#/components/responses/PeerUnavailable"}}}},"/api/v1/settle":\#
        {"post":{"operationId":"settleBudget","tags":["actguard"],"summary":"Replaces what was set a\#
        side by what the run cost.","description":"413 above 8 MiB. 409 where another settlement cam\#
        e first.","security":[{"bearer":["key"]}],"requestBody":{"required":true,"content":{"applica\#
        tion/json":{"schema":{"$ref":"#/components/schemas/SettleRequest"}}}},"responses":{"200":{"d\#
        escription":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Se\#
        ttled"}}}},"401":{"$ref":"#/components/responses/PeerUnauthenticated"},"402":{"description":\#
        "The budget is paused, frozen or used up for good: somebody must top it up.","content":{"app\#
        lication/json":{"schema":{"$ref":"#/components/schemas/PaymentRequired"}}}},"403":{"$ref":"#\#
        /components/responses/PeerForbidden"},"404":{"$ref":"#/components/responses/PeerNotFound"},"\#
        409":{"description":"The budget has no room for it.","content":{"application/json":{"schema"\#
        :{"$ref":"#/components/schemas/BudgetExceeded"}}}},"413":{"$ref":"#/components/responses/Pee\#
        rTooLarge"},"422":{"$ref":"#/components/responses/PeerInvalid"},"429":{"$ref":"#/components/\#
        responses/PeerTooManyRequests"},"503":{"$ref":"#/components/responses/PeerUnavailable"}}}},"\#
        /api/v1/events":{"post":{"operationId":"recordEvents","tags":["actguard"],"summary":"Takes a\#
         batch of events.","description":"413 above 1 MiB.","security":[{"bearer":["key"]}],"request\#
        Body":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas\#
        /EventBatch"}}}},"responses":{"202":{"description":"Taken.","content":{"application/json":{"\#
        schema":{"$ref":"#/components/schemas/EventsTaken"}}}},"401":{"$ref":"#/components/responses\#
        /PeerUnauthenticated"},"403":{"$ref":"#/components/responses/PeerForbidden"},"413":{"$ref":"\#
        #/components/responses/PeerTooLarge"},"422":{"$ref":"#/components/responses/PeerInvalid"},"4\#
        29":{"$ref":"#/components/responses/PeerTooManyRequests"},"503":{"$ref":"#/components/respon\#
        ses/PeerUnavailable"}}}}},"components":{"securitySchemes":{"bearer":{"type":"http","scheme":\#
        "bearer","description":"The admin token (`fa_…`), or an access key (`fk_…`, or `ag-…` of an \#
        agent). The words beside it are roles, of which one is needed: viewer, auditor, operator, ap\#
        prover, admin (which has them all); `agent` is an agent's own key, `key` any access key that\#
         makes calls, `any` whoever shows who it is."},"session":{"type":"apiKey","in":"cookie","nam\#
        e":"farthing_session","description":"A signed-in person's session; over TLS its name has the\#
         prefix `__Host-`. What changes something needs the header `x-csrf-token` beside it."}},"par\#
        ameters":{"Limit":{"name":"limit","in":"query","description":"How many items at most.","sche\#
        ma":{"type":"integer","minimum":1,"maximum":200,"default":50}},"Cursor":{"name":"cursor","in\#
        ":"query","description":"Where the page begins: `next` of the page before, with the same fil\#
        ters. Another cursor is refused.","schema":{"type":"string","minLength":1,"maxLength":1024,"\#
        pattern":"^[A-Za-z0-9_-]+$"}},"Note":{"name":"note","in":"query","description":"Why; kept wi\#
        th the change.","schema":{"$ref":"#/components/schemas/Note"}},"FromMs":{"name":"from_ms","i\#
        n":"query","description":"From this time on.","schema":{"$ref":"#/components/schemas/TimeMs"\#
        }},"ToMs":{"name":"to_ms","in":"query","description":"Until before this time; not before `fr
        """#,
        #"""
        om_ms`.","schema":{"$ref":"#/components/schemas/TimeMs"}},"IfMatch":{"name":"If-Match","in":\#
        "header","description":"The ETag of the item as it was read. Needed for an item that is ther\#
        e (428 without it); 412 where it has changed since. `*`: whatever it is now.","schema":{"typ\#
        e":"string","minLength":1,"maxLength":32,"pattern":"^(\\*|\"[1-9][0-9]{0,17}\")$"}},"IfMatch\#
        Optional":{"name":"If-Match","in":"header","description":"The ETag of the item as it was rea\#
        d: 412 where it has changed since.","schema":{"type":"string","minLength":1,"maxLength":32,"\#
        pattern":"^(\\*|\"[1-9][0-9]{0,17}\")$"}},"IfNoneMatch":{"name":"If-None-Match","in":"header\#
        ","description":"`*`: only where there is no such item yet, 412 otherwise.","schema":{"type"\#
        :"string","const":"*"}},"IdempotencyKey":{"name":"Idempotency-Key","in":"header","descriptio\#
        n":"Names this request for 24 hours, for whoever sends it: a repeat does nothing and has the\#
         same answer, without a secret that was in it. Another request under the same name is refuse\#
        d.","schema":{"type":"string","minLength":1,"maxLength":255,"pattern":"^[\\x21-\\x7e]+$"}},"\#
        LastEventID":{"name":"Last-Event-ID","in":"header","description":"The last event that was se\#
        en; the stream goes on behind it.","schema":{"type":"string","minLength":1,"maxLength":18,"p\#
        attern":"^[0-9]+$"}}},"headers":{"ETag":{"description":"The item's `version` in quotes.","sc\#
        hema":{"type":"string"}},"Location":{"description":"Where what was made is.","schema":{"type\#
        ":"string","format":"uri-reference"}},"RetryAfter":{"description":"Seconds after which it is\#
         worth another try.","schema":{"type":"integer","minimum":0}},"WWWAuthenticate":{"descriptio\#
        n":"How to show who you are.","schema":{"type":"string"}},"IdempotencyReplayed":{"descriptio\#
        n":"`true` where the answer is that of an earlier request under the same key.","schema":{"ty\#
        pe":"string","const":"true"}}},"responses":{"BadRequest":{"description":"`malformed_json`: t\#
        he body is not JSON, or has a member twice.","content":{"application/problem+json":{"schema"\#
        :{"$ref":"#/components/schemas/Problem"},"example":{"type":"urn:farthing:problem:malformed_j\#
        son","title":"Bad Request","status":400,"detail":"The body is not JSON: the object is not cl\#
        osed.","code":"malformed_json"}}}},"Unauthenticated":{"description":"`unauthenticated`: no c\#
        redential, or none that is good. `session_ended`.","headers":{"WWW-Authenticate":{"$ref":"#/\#
        components/headers/WWWAuthenticate"}},"content":{"application/problem+json":{"schema":{"$ref\#
        ":"#/components/schemas/Problem"},"example":{"type":"urn:farthing:problem:unauthenticated","\#
        title":"Unauthorized","status":401,"detail":"a bearer token or a session is needed","code":"\#
        unauthenticated"}}}},"Forbidden":{"description":"`forbidden`: the role does not allow it, or\#
         not in this workspace. `csrf`: a session without its token. `own_call`, `not_an_approver`: \#
        a vote that does not count.","content":{"application/problem+json":{"schema":{"$ref":"#/comp\#
        onents/schemas/Problem"},"example":{"type":"urn:farthing:problem:forbidden","title":"Forbidd\#
        en","status":403,"detail":"the role operator is needed","code":"forbidden"}}}},"NotFound":{"\#
        description":"`not_found`: there is none of this name, or none that you may see.","content":\#
        {"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"},"example":{"ty\#
        pe":"urn:farthing:problem:not_found","title":"Not Found","status":404,"detail":"there is no \#
        such agent","code":"not_found"}}}},"Conflict":{"description":"As things are it cannot be don\#
        e: `already_exists`, `already_decided`, `budget_exceeded`, `conflict`, `confirmation`, `idem\#
        potency_key_conflict`, `in_use`, `not_editable`, `policy_fault`, `retired`, `too_many`, or w\#
        hy the ledger refused.","content":{"application/problem+json":{"schema":{"$ref":"#/component\#
        s/schemas/Problem"},"example":{"type":"urn:farthing:problem:already_exists","title":"Conflic\#
        t","status":409,"detail":"a key of this name is in use","code":"already_exists"}}}},"Stale":\#
        {"description":"`stale`: the item has changed since it was read; `ETag` is the one of now.",\#
        "headers":{"ETag":{"$ref":"#/components/headers/ETag"}},"content":{"application/problem+json\#
        ":{"schema":{"$ref":"#/components/schemas/Problem"},"example":{"type":"urn:farthing:problem:\#
        stale","title":"Precondition Failed","status":412,"detail":"the item has another version","c\#
        ode":"stale"}}}},"TooLarge":{"description":"`too_large`: more than 256 KiB, or 4 MiB where p\#
        olicies are sent.","content":{"application/problem+json":{"schema":{"$ref":"#/components/sch\#
        emas/Problem"},"example":{"type":"urn:farthing:problem:too_large","title":"Content Too Large\#
        ","status":413,"detail":"The body is longer than 262144 bytes.","code":"too_large"}}}},"Unsu\#
        pportedMediaType":{"description":"`unsupported_media_type`: another content type or encoding\#
         than those stated.","content":{"application/problem+json":{"schema":{"$ref":"#/components/s\#
        chemas/Problem"},"example":{"type":"urn:farthing:problem:unsupported_media_type","title":"Un\#
        supported Media Type","status":415,"detail":"application/json is needed","code":"unsupported\#
        _media_type"}}}},"Invalid":{"description":"`invalid`: a member or parameter is unknown, miss\#
        ing or out of its bounds.","content":{"application/problem+json":{"schema":{"$ref":"#/compon\#
        ents/schemas/Problem"},"example":{"type":"urn:farthing:problem:invalid","title":"Unprocessab\#
        le Content","status":422,"detail":"1 parameter is wrong","code":"invalid","errors":[{"parame\#
        ter":"limit","detail":"a whole number from 1 to 200"}]}}}},"PreconditionRequired":{"descript\#
        ion":"`precondition_required`: an edit needs `If-Match`.","content":{"application/problem+js\#
        on":{"schema":{"$ref":"#/components/schemas/Problem"},"example":{"type":"urn:farthing:proble\#
        m:precondition_required","title":"Precondition Required","status":428,"detail":"read the ite\#
        m and send its ETag","code":"precondition_required"}}}},"TooManyRequests":{"description":"`t\#
        oo_many_requests`, or `too_many_streams`.","headers":{"Retry-After":{"$ref":"#/components/he\#
        aders/RetryAfter"}},"content":{"application/problem+json":{"schema":{"$ref":"#/components/sc\#
        hemas/Problem"},"example":{"type":"urn:farthing:problem:too_many_requests","title":"Too Many\#
         Requests","status":429,"detail":"try again in 30 s","code":"too_many_requests"}}}},"Unavail\#
        able":{"description":"`ledger_unavailable`, `disk_low`, `not_sealed`: not now, and nothing w\#
        as changed. `outcome_unknown`: whether it was is not known; the same Idempotency-Key makes a\#
         repeat safe.","headers":{"Retry-After":{"$ref":"#/components/headers/RetryAfter"}},"content\#
        ":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"},"example":{"\#
        type":"urn:farthing:problem:ledger_unavailable","title":"Service Unavailable","status":503,"\#
        detail":"the ledger cannot write","code":"ledger_unavailable"}}}},"PeerBadRequest":{"descrip\#
        tion":"Not possible as things are, or a word that is none of those known.","content":{"appli\#
        cation/json":{"schema":{"$ref":"#/components/schemas/Detail"},"example":{"detail":"Approval \#
        already approved"}}}},"PeerUnauthenticated":{"description":"The key is unknown, or none was \#
        sent.","headers":{"WWW-Authenticate":{"$ref":"#/components/headers/WWWAuthenticate"}},"conte\#
        nt":{"application/json":{"schema":{"$ref":"#/components/schemas/Detail"},"example":{"detail"\#
        :"Invalid agent key"}}}},"PeerForbidden":{"description":"The credential does not allow it.",\#
        "content":{"application/json":{"schema":{"$ref":"#/components/schemas/Detail"},"example":{"d\#
        etail":"The admin token or the workspace's key is needed"}}}},"PeerNotFound":{"description":\#
        "There is none of this name, or none that you may see.","content":{"application/json":{"sche\#
        ma":{"$ref":"#/components/schemas/Detail"},"example":{"detail":"Policy not found"}}}},"PeerC\#
        onflict":{"description":"As things are it cannot be done.","content":{"application/json":{"s\#
        chema":{"$ref":"#/components/schemas/Detail"},"example":{"detail":"The money that was held i\#
        s gone"}}}},"PeerTooLarge":{"description":"The body is longer than 256 KiB, where nothing el\#
        se is said.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Detail"},\#
        "example":{"detail":"Request body too large"}}}},"PeerInvalid":{"description":"What was sent\#
         does not fit.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Detail\#
        List"}}}},"PeerTooManyRequests":{"description":"Too many requests.","headers":{"Retry-After"\#
        :{"$ref":"#/components/headers/RetryAfter"}},"content":{"application/json":{"schema":{"$ref"\#
        :"#/components/schemas/Detail"},"example":{"detail":"Too many requests"}}}},"PeerUnavailable\#
        ":{"description":"Not now; nothing was changed.","headers":{"Retry-After":{"$ref":"#/compone\#
        nts/headers/RetryAfter"}},"content":{"application/json":{"schema":{"$ref":"#/components/sche\#
        mas/Detail"},"example":{"detail":"The ledger cannot write"}}}}},"schemas":{"Nanos":{"type":"\#
        integer","minimum":0,"maximum":900000000000000000,"format":"int64","description":"An amount \#
        of money in billionths of its currency."},"SignedNanos":{"type":"integer","minimum":-9000000\#
        00000000000,"maximum":900000000000000000,"format":"int64","description":"An amount of money \#
        in billionths of its currency, or less than nothing."},"Amount":{"type":"integer","minimum":\#
        -900000000000000000,"maximum":900000000000000000,"format":"int64","description":"A whole num\#
        ber in the smallest part of the unit beside it: billionths of a currency; else tokens, calls\#
        , concurrent calls or credits."},"TimeMs":{"type":"integer","minimum":0,"maximum":2534023007\#
        99999,"format":"int64","description":"Milliseconds since 1970-01-01T00:00:00Z."},"Sequence":\#
        {"type":"integer","minimum":1,"maximum":9007199254740991,"format":"int64","description":"The\#
         number of an entry of the journal: its receipt."},"Version":{"type":"integer","minimum":1,"\#
        format":"int64","description":"Counts the item's changes; in quotes it is the item's ETag."}\#
        ,"Next":{"type":["string","null"],"description":"The next page's cursor; null behind the las\#
        t item."},"Note":{"type":"string","maxLength":256,"pattern":"^[^\\x00-\\x08\\x0b-\\x1f\\x7f]\#
        *$","description":"Why; kept with the change, in the words of who made it."},"Currency":{"ty\#
        pe":"string","pattern":"^[A-Z]{3}$","description":"An ISO 4217 code."},"Unit":{"type":"strin\#
        g","description":"What is counted: an ISO 4217 code, `tokens`, `calls`, `concurrent`, `credi\#
        ts` or `credits:NAME`."},"AmountText":{"type":"string","minLength":1,"maxLength":64,"pattern\#
        ":"^[0-9]{1,12}(\\.[0-9]{1,9})?[kKMB]? *[A-Za-z$€£₹][^\\x00-\\x1f\\x7f]*$","description":"An\#
         amount with its unit, as policies write it: `5 USD`, `500k tokens`, `3 calls`. More than no\#
        thing."},"WorkspaceID":{"type":"string","minLength":1,"maxLength":50,"pattern":"^[A-Za-z0-9_\#
        -]+$","description":"`default`, or `ws-` and 16 hexadecimal digits."},"AgentID":{"type":"str\#
        ing","maxLength":19,"pattern":"^ag_[0-9a-f]{16}$","description":"`ag_` and 16 hexadecimal di\#
        gits."},"KeyID":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[A-Za-z0-9_-]+$","\#
        description":"Names an access key; no secret."},"BudgetID":{"type":"string","minLength":1,"m\#
        axLength":128,"pattern":"^[^\\x00-\\x1f\\x7f]+$","description":"Names a budget of the policy\#
         in force."},"AccountScope":{"type":"string","maxLength":1024,"pattern":"^[^\\x00-\\x1f\\x7f\#
        ]*$","description":"The account of a budget that is kept `per` dimension, as `agent=a1` or `\#
        agent=a1,team=x`; empty for a budget's only one."},"ModelName":{"type":"string","minLength":\#
        1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$","description":"A model's name."},"ToolN\#
        ame":{"type":"string","minLength":1,"maxLength":100,"pattern":"^[^\\x00-\\x1f\\x7f]+$","desc\#
        ription":"A tool's name."},"RunID":{"type":"string","minLength":1,"maxLength":256,"pattern":\#
        "^[^\\x00-\\x1f\\x7f]+$","description":"A run's name, as its calls claim it."},"Scope":{"typ\#
        e":"object","description":"Values by dimension: tenant, team, project, user, agent, run, ses\#
        sion, provider, model, tool and `tag:NAME`.","propertyNames":{"pattern":"^(tenant|team|proje\#
        ct|user|agent|run|session|provider|model|tool|tag:[^\\x00-\\x1f\\x7f]{1,64})$"},"additionalP\#
        roperties":{"type":"string","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"\#
        },"maxProperties":32},"Who":{"type":"string","description":"Who did it: `admin`, `key:ID`, `\#
        person:ID`, or `server`."},"RoleName":{"type":"string","enum":["viewer","auditor","operator"\#
        ,"approver","admin"],"description":"What somebody may do. Each sees what a viewer sees; an a\#
        uditor exports receipts and reads the audit, an operator changes budgets, agents and tools a\#
        nd stops things, an approver decides approvals, and an admin does all of it, and keys, peopl\#
        e, policies and settings."},"OptionalNote":{"type":"object","description":"What may be said \#
        with it.","properties":{"note":{"$ref":"#/components/schemas/Note"}},"additionalProperties":\#
        false,"examples":[{"note":"asked for by finance"}]},"Line":{"type":"object","description":"W\#
        hat counts in one account.","properties":{"budget":{"$ref":"#/components/schemas/BudgetID"},\#
        "scope":{"$ref":"#/components/schemas/AccountScope"},"unit":{"$ref":"#/components/schemas/Un\#
        it"},"amount":{"$ref":"#/components/schemas/Amount"}},"required":["budget","scope","unit","a\#
        mount"],"examples":[{"budget":"agents.default","scope":"agent=ag_0a1b2c3d4e5f6071","unit":"U\#
        SD","amount":250000000}]},"KillOutcome":{"type":"object","description":"What was stopped. Ne\#
        w calls are refused from that entry on; calls that a provider has already are settled by wha\#
        t they cost.","properties":{"sequence":{"$ref":"#/components/schemas/Sequence"},"released_ho\#
        lds":{"type":"integer","minimum":0,"format":"int64","description":"Holds given back, of whic\#
        h nothing was sent."},"withdrawn_approvals":{"type":"integer","minimum":0,"format":"int64","\#
        description":"Approvals that were open."},"running_holds":{"type":"integer","minimum":0,"for\#
        mat":"int64","description":"Calls that were sent and go on until they end."}},"required":["s\#
        equence","released_holds","withdrawn_approvals","running_holds"],"examples":[{"sequence":471\#
        1,"released_holds":2,"withdrawn_approvals":1,"running_holds":3}]},"Problem":{"type":"object"\#
        ,"description":"Why not (RFC 9457). What was sent is never echoed.","properties":{"type":{"t\#
        ype":"string","format":"uri-reference","description":"`urn:farthing:problem:` and the code."\#
        },"title":{"type":"string","description":"The status in words."},"status":{"type":"integer",\#
        "minimum":400,"maximum":599},"detail":{"type":"string","description":"What is wrong, for peo\#
        ple."},"code":{"type":"string","pattern":"^[a-z][A-Za-z0-9_]*$","description":"What is wrong\#
        , for programs; more are only ever added."},"errors":{"type":"array","items":{"type":"object\#
        ","description":"One member or parameter that is wrong.","properties":{"pointer":{"type":"st\#
        ring","description":"Where in the body: a JSON Pointer."},"parameter":{"type":"string","desc\#
        ription":"Which parameter or header."},"detail":{"type":"string","description":"What it shou\#
        ld be."},"line":{"type":"integer","minimum":1,"format":"int64","description":"In a policy's \#
        text."},"column":{"type":"integer","minimum":1,"format":"int64"}},"required":["detail"]},"ma\#
        xItems":64,"description":"Every fault found, at most 64."},"receipt":{"$ref":"#/components/s\#
        chemas/Sequence"},"budget":{"type":"string","description":"The budget that refuses."},"scope\#
        ":{"type":"string","description":"Its account."},"unit":{"$ref":"#/components/schemas/Unit"}\#
        ,"limit":{"$ref":"#/components/schemas/Amount"},"spent":{"$ref":"#/components/schemas/Amount\#
        "},"held":{"$ref":"#/components/schemas/Amount"},"needed":{"$ref":"#/components/schemas/Amou\#
        nt"}},"required":["type","title","status","detail","code"],"examples":[{"type":"urn:farthing\#
        :problem:invalid","title":"Unprocessable Content","status":422,"detail":"1 member is wrong",\#
        "code":"invalid","errors":[{"pointer":"/daily_limit_nanos","detail":"a whole number from 0 t\#
        o 900000000000000000, or null"}]}]},"Detail":{"type":"object","description":"agent-gov's for\#
        m of an error.","properties":{"detail":{"type":["string","object"],"description":"Why not, i\#
        n a sentence, or with what a policy objects to.","properties":{"error":{"type":"string"},"me\#
        ssage":{"type":"string"},"violations":{"type":"array","items":{"type":"object","properties":\#
        {"policy_id":{"type":"integer","minimum":1,"format":"int64"},"name":{"type":"string"},"reaso\#
        n":{"type":"string"}},"required":["policy_id","name","reason"]}}}}},"required":["detail"],"e\#
        xamples":[{"detail":"Invalid agent key"}]},"DetailList":{"type":"object","description":"What\#
         does not fit, in agent-gov's form; the input is not echoed.","properties":{"detail":{"type"\#
        :"array","items":{"type":"object","properties":{"type":{"type":"string"},"loc":{"type":"arra\#
        y","items":{"type":["string","integer"]},"description":"Where: `body`, `query` or `path`, th\#
        en the member."},"msg":{"type":"string"}},"required":["type","loc","msg"]}}},"required":["de\#
        tail"],"examples":[{"detail":[{"type":"missing","loc":["body","tool_name"],"msg":"Field requ\#
        ired"}]}]},"Health":{"type":"object","properties":{"status":{"type":"string","enum":["ok","d\#
        egraded"]},"version":{"type":"string"},"ledger":{"type":"string","enum":["ok","failed"]},"up\#
        time_ms":{"type":"integer","minimum":0,"format":"int64"}},"required":["status","version","le\#
        dger","uptime_ms"],"examples":[{"status":"ok","version":"0.7.0","ledger":"ok","uptime_ms":86\#
        400000}]},"Me":{"type":"object","description":"Who asks, and what for.","properties":{"name"\#
        :{"type":"string"},"kind":{"type":"string","enum":["admin_token","person","key","nobody"]},"\#
        permissions":{"type":"array","items":{"type":"string","enum":["read","audit","operate","appr\#
        ove","administer"]},"description":"What the roles of this one come to."},"workspace":{"oneOf\#
        ":[{"$ref":"#/components/schemas/WorkspaceID"},{"type":"null"}],"description":"The only one \#
        that it may see and change; null: all."},"approves":{"type":"array","items":{"type":"string"\#
        },"description":"The groups of approvers that it is in."},"expires_at_ms":{"oneOf":[{"$ref":\#
        "#/components/schemas/TimeMs"},{"type":"null"}],"description":"When the session or the key e\#
        nds."}},"required":["name","kind","permissions","workspace","approves","expires_at_ms"],"exa\#
        mples":[{"name":"admin","kind":"admin_token","permissions":["read","audit","operate","approv\#
        e","administer"],"workspace":null,"approves":[],"expires_at_ms":null}]},"Workspace":{"type":\#
        "object","properties":{"id":{"$ref":"#/components/schemas/WorkspaceID"},"name":{"type":"stri
        """#,
        #"""
        ng"},"description":{"type":"string"},"currency":{"$ref":"#/components/schemas/Currency"},"zo\#
        ne":{"type":"string","description":"An IANA zone, in which days begin."},"key_id":{"oneOf":[\#
        {"$ref":"#/components/schemas/KeyID"},{"type":"null"}],"description":"The workspace's own ke\#
        y, whose holder sees and runs it."},"created_at_ms":{"$ref":"#/components/schemas/TimeMs"},"\#
        version":{"$ref":"#/components/schemas/Version"}},"required":["id","name","description","cur\#
        rency","zone","key_id","created_at_ms","version"],"examples":[{"id":"default","name":"Defaul\#
        t","description":"","currency":"USD","zone":"UTC","key_id":null,"created_at_ms":179525538041\#
        2,"version":1}]},"WorkspaceList":{"type":"object","description":"A page of the list, in its \#
        order.","properties":{"items":{"type":"array","items":{"$ref":"#/components/schemas/Workspac\#
        e"},"maxItems":200},"next":{"$ref":"#/components/schemas/Next"}},"required":["items","next"]\#
        },"WorkspaceWithSecret":{"allOf":[{"$ref":"#/components/schemas/Workspace"},{"type":"object"\#
        ,"properties":{"secret":{"type":["string","null"],"description":"The workspace's own key, sh\#
        own this once; null in an answer that is repeated."}},"required":["secret"]}],"examples":[{"\#
        id":"ws-0011223344556677","name":"Research","description":"","currency":"USD","zone":"UTC","\#
        key_id":"key_31a85e644888287e72081733","created_at_ms":1795255380412,"version":1,"secret":"a\#
        g-00000000000000000000000000000000"}]},"CreateWorkspaceRequest":{"type":"object","properties\#
        ":{"name":{"type":"string","minLength":1,"maxLength":100,"pattern":"^[^\\x00-\\x1f\\x7f]+$"}\#
        ,"description":{"type":"string","maxLength":500},"currency":{"type":"string","pattern":"^[A-\#
        Z]{3}$","minLength":3,"maxLength":3,"default":"USD","description":"An ISO 4217 code; it neve\#
        r changes."},"zone":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[A-Za-z0-9+_/-\#
        ]+$","description":"An IANA zone, in which days begin.","default":"UTC"},"note":{"$ref":"#/c\#
        omponents/schemas/Note"}},"required":["name"],"additionalProperties":false,"examples":[{"nam\#
        e":"Research","currency":"INR","zone":"Asia/Kolkata"}]},"EditWorkspaceRequest":{"type":"obje\#
        ct","properties":{"name":{"type":"string","minLength":1,"maxLength":100,"pattern":"^[^\\x00-\#
        \\x1f\\x7f]+$"},"description":{"type":"string","maxLength":500},"zone":{"type":"string","min\#
        Length":1,"maxLength":64,"pattern":"^[A-Za-z0-9+_/-]+$","description":"An IANA zone, in whic\#
        h days begin."},"note":{"$ref":"#/components/schemas/Note"}},"minProperties":1,"additionalPr\#
        operties":false,"examples":[{"zone":"Europe/Berlin"}]},"AgentKey":{"type":"object","descript\#
        ion":"The agent's key; its secret is shown when it is made.","properties":{"id":{"$ref":"#/c\#
        omponents/schemas/KeyID"},"expires_at_ms":{"oneOf":[{"$ref":"#/components/schemas/TimeMs"},{\#
        "type":"null"}]}},"required":["id","expires_at_ms"]},"Agent":{"type":"object","properties":{\#
        "id":{"$ref":"#/components/schemas/AgentID"},"name":{"type":"string"},"workspace":{"$ref":"#\#
        /components/schemas/WorkspaceID"},"currency":{"$ref":"#/components/schemas/Currency"},"state\#
        ":{"type":"string","enum":["active","paused","killed","retired"]},"daily_limit_nanos":{"$ref\#
        ":"#/components/schemas/Nanos","description":"What it may spend in a day; 0: nothing that co\#
        sts."},"spent_today_nanos":{"$ref":"#/components/schemas/Nanos"},"held_nanos":{"$ref":"#/com\#
        ponents/schemas/Nanos"},"remaining_nanos":{"$ref":"#/components/schemas/Nanos"},"calls_today\#
        ":{"type":"integer","minimum":0,"format":"int64","description":"Calls that were charged."},"\#
        day_ends_ms":{"$ref":"#/components/schemas/TimeMs","description":"When the next day begins."\#
        },"key":{"oneOf":[{"$ref":"#/components/schemas/AgentKey"},{"type":"null"}]},"created_at_ms"\#
        :{"$ref":"#/components/schemas/TimeMs"},"last_call_at_ms":{"oneOf":[{"$ref":"#/components/sc\#
        hemas/TimeMs"},{"type":"null"}]},"version":{"$ref":"#/components/schemas/Version"}},"require\#
        d":["id","name","workspace","currency","state","daily_limit_nanos","spent_today_nanos","held\#
        _nanos","remaining_nanos","calls_today","day_ends_ms","key","created_at_ms","last_call_at_ms\#
        ","version"],"examples":[{"id":"ag_0a1b2c3d4e5f6071","name":"researcher","workspace":"defaul\#
        t","currency":"USD","state":"active","daily_limit_nanos":50000000000,"spent_today_nanos":300\#
        00000,"held_nanos":0,"remaining_nanos":49970000000,"calls_today":1,"day_ends_ms":17953056000\#
        00,"key":{"id":"key_31a85e644888287e72081733","expires_at_ms":null},"created_at_ms":17952553\#
        80412,"last_call_at_ms":null,"version":1}]},"AgentList":{"type":"object","description":"A pa\#
        ge of the list, in its order.","properties":{"items":{"type":"array","items":{"$ref":"#/comp\#
        onents/schemas/Agent"},"maxItems":200},"next":{"$ref":"#/components/schemas/Next"}},"require\#
        d":["items","next"]},"AgentWithSecret":{"allOf":[{"$ref":"#/components/schemas/Agent"},{"typ\#
        e":"object","properties":{"secret":{"type":["string","null"],"description":"The agent's key,\#
         shown this once; null in an answer that is repeated."}},"required":["secret"]}],"examples":\#
        [{"id":"ag_0a1b2c3d4e5f6071","name":"researcher","workspace":"default","currency":"USD","sta\#
        te":"active","daily_limit_nanos":50000000000,"spent_today_nanos":30000000,"held_nanos":0,"re\#
        maining_nanos":49970000000,"calls_today":1,"day_ends_ms":1795305600000,"key":{"id":"key_31a8\#
        5e644888287e72081733","expires_at_ms":null},"created_at_ms":1795255380412,"last_call_at_ms":\#
        null,"version":1,"secret":"ag-00000000000000000000000000000000"}]},"CreateAgentRequest":{"ty\#
        pe":"object","properties":{"name":{"type":"string","minLength":1,"maxLength":100,"pattern":"\#
        ^[^\\x00-\\x1f\\x7f]+$","description":"Names the agent to people; names may repeat."},"works\#
        pace":{"$ref":"#/components/schemas/WorkspaceID","default":"default"},"daily_limit_nanos":{"\#
        $ref":"#/components/schemas/Nanos","description":"In the workspace's currency; 0: nothing th\#
        at costs."},"note":{"$ref":"#/components/schemas/Note"}},"required":["name","daily_limit_nan\#
        os"],"additionalProperties":false,"examples":[{"name":"researcher","workspace":"default","da\#
        ily_limit_nanos":50000000000}]},"EditAgentRequest":{"type":"object","properties":{"name":{"t\#
        ype":"string","minLength":1,"maxLength":100,"pattern":"^[^\\x00-\\x1f\\x7f]+$"},"daily_limit\#
        _nanos":{"$ref":"#/components/schemas/Nanos","description":"Acts at once, also below what is\#
         spent."},"note":{"$ref":"#/components/schemas/Note"}},"minProperties":1,"additionalProperti\#
        es":false,"examples":[{"daily_limit_nanos":80000000000}]},"RotateRequest":{"type":"object","\#
        properties":{"overlap_ms":{"type":"integer","minimum":0,"maximum":86400000,"default":0,"desc\#
        ription":"How long the old key stays good."},"note":{"$ref":"#/components/schemas/Note"}},"a\#
        dditionalProperties":false,"examples":[{"overlap_ms":3600000}]},"RotatedAgentKey":{"type":"o\#
        bject","properties":{"key":{"$ref":"#/components/schemas/AgentKey"},"secret":{"type":["strin\#
        g","null"],"description":"The new key, shown this once; null in an answer that is repeated."\#
        },"old_key_ends_at_ms":{"$ref":"#/components/schemas/TimeMs"}},"required":["key","secret","o\#
        ld_key_ends_at_ms"],"examples":[{"key":{"id":"key_31a85e644888287e72081734","expires_at_ms":\#
        null},"secret":"ag-00000000000000000000000000000000","old_key_ends_at_ms":1795258980412}]},"\#
        Claims":{"type":"object","description":"Patterns of what headers may claim, by dimension; `{\#
        }` for nothing.","propertyNames":{"pattern":"^(tenant|team|project|user|agent|run|session|pr\#
        ovider|model|tool|tag:[^\\x00-\\x1f\\x7f]{1,64})$"},"additionalProperties":{"type":"string",\#
        "minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"},"maxProperties":32},"Key":\#
        {"type":"object","properties":{"id":{"$ref":"#/components/schemas/KeyID"},"name":{"type":"st\#
        ring"},"state":{"type":"string","enum":["active","expired","revoked"]},"scope":{"$ref":"#/co\#
        mponents/schemas/Scope"},"claims":{"$ref":"#/components/schemas/Claims"},"capability":{"type\#
        ":["string","null"],"enum":["read_only","data_write","payment_initiate","payment_execute",nu\#
        ll],"description":"What the holder is trusted with."},"approves":{"type":"array","items":{"t\#
        ype":"string"},"description":"The groups of approvers in which it may vote."},"approver_only\#
        ":{"type":"boolean","description":"It makes no calls."},"workspace":{"oneOf":[{"$ref":"#/com\#
        ponents/schemas/WorkspaceID"},{"type":"null"}],"description":"The workspace whose own key it\#
         is: it sees and runs that one."},"created_at_ms":{"$ref":"#/components/schemas/TimeMs"},"ex\#
        pires_at_ms":{"oneOf":[{"$ref":"#/components/schemas/TimeMs"},{"type":"null"}]},"revoked_at_\#
        ms":{"oneOf":[{"$ref":"#/components/schemas/TimeMs"},{"type":"null"}]}},"required":["id","na\#
        me","state","scope","claims","capability","approves","approver_only","workspace","created_at\#
        _ms","expires_at_ms","revoked_at_ms"],"examples":[{"id":"key_31a85e644888287e72081733","name\#
        ":"finance-bot","state":"active","scope":{"team":"finance"},"claims":{"agent":"bot-*","run":\#
        "*"},"capability":null,"approves":[],"approver_only":false,"workspace":null,"created_at_ms":\#
        1795255380412,"expires_at_ms":null,"revoked_at_ms":null}]},"KeyList":{"type":"object","descr\#
        iption":"A page of the list, in its order.","properties":{"items":{"type":"array","items":{"\#
        $ref":"#/components/schemas/Key"},"maxItems":200},"next":{"$ref":"#/components/schemas/Next"\#
        }},"required":["items","next"]},"KeyWithSecret":{"allOf":[{"$ref":"#/components/schemas/Key"\#
        },{"type":"object","properties":{"secret":{"type":["string","null"],"description":"The key i\#
        tself, shown this once; null in an answer that is repeated."}},"required":["secret"]}],"exam\#
        ples":[{"id":"key_31a85e644888287e72081733","name":"finance-bot","state":"active","scope":{"\#
        team":"finance"},"claims":{"agent":"bot-*","run":"*"},"capability":null,"approves":[],"appro\#
        ver_only":false,"workspace":null,"created_at_ms":1795255380412,"expires_at_ms":null,"revoked\#
        _at_ms":null,"secret":"fk_0000000000000000000000000000000000000000000"}]},"RotatedKey":{"all\#
        Of":[{"$ref":"#/components/schemas/Key"},{"type":"object","properties":{"secret":{"type":["s\#
        tring","null"],"description":"The key itself, shown this once; null in an answer that is rep\#
        eated."},"old_key_ends_at_ms":{"$ref":"#/components/schemas/TimeMs"}},"required":["secret","\#
        old_key_ends_at_ms"]}],"examples":[{"id":"key_31a85e644888287e72081733","name":"finance-bot"\#
        ,"state":"active","scope":{"team":"finance"},"claims":{"agent":"bot-*","run":"*"},"capabilit\#
        y":null,"approves":[],"approver_only":false,"workspace":null,"created_at_ms":1795255380412,"\#
        expires_at_ms":null,"revoked_at_ms":null,"secret":"fk_00000000000000000000000000000000000000\#
        00000","old_key_ends_at_ms":1795258980412}]},"CreateKeyRequest":{"type":"object","descriptio\#
        n":"Without `claims` the key may claim any user, agent, run, session and tool.","properties"\#
        :{"name":{"type":"string","minLength":1,"maxLength":100,"pattern":"^[^\\x00-\\x1f\\x7f]+$","\#
        description":"Of no other key in use."},"scope":{"$ref":"#/components/schemas/Scope"},"claim\#
        s":{"$ref":"#/components/schemas/Claims"},"capability":{"type":"string","enum":["read_only",\#
        "data_write","payment_initiate","payment_execute"],"description":"What the holder is trusted\#
         with."},"approves":{"type":"array","items":{"type":"string","minLength":1,"maxLength":128,"\#
        pattern":"^[^\\x00-\\x1f\\x7f]+$"},"maxItems":32,"uniqueItems":true,"description":"The group\#
        s of approvers in which it may vote."},"approver_only":{"type":"boolean","default":false,"de\#
        scription":"It votes and makes no calls: no scope, claims or capability."},"expires_at_ms":{\#
        "oneOf":[{"$ref":"#/components/schemas/TimeMs"},{"type":"null"}],"description":"In the futur\#
        e."},"note":{"$ref":"#/components/schemas/Note"}},"required":["name"],"additionalProperties"\#
        :false,"examples":[{"name":"finance-bot","scope":{"team":"finance"},"claims":{"agent":"bot-*\#
        ","run":"*"}}]},"EditKeyRequest":{"type":"object","properties":{"expires_at_ms":{"oneOf":[{"\#
        $ref":"#/components/schemas/TimeMs"},{"type":"null"}],"description":"In the future; null: ne\#
        ver."},"note":{"$ref":"#/components/schemas/Note"}},"required":["expires_at_ms"],"additional\#
        Properties":false,"examples":[{"expires_at_ms":1800000000000}]},"BudgetDefinition":{"type":"\#
        object","description":"One budget in the policy's language; docs/policy.md says what each me\#
        mber means, docs/policy.schema.json which texts they take.","properties":{"id":{"type":"stri\#
        ng","minLength":1,"maxLength":128,"pattern":"^[^\\x00-\\x1f\\x7f]+$"},"match":{"type":"objec\#
        t","description":"Patterns by dimension; every call without it.","propertyNames":{"pattern":\#
        "^(tenant|team|project|user|agent|run|session|provider|model|tool|tag:[^\\x00-\\x1f\\x7f]{1,\#
        64})$"},"additionalProperties":{"oneOf":[{"type":"string","minLength":1,"maxLength":256,"pat\#
        tern":"^[^\\x00-\\x1f\\x7f]+$"},{"type":"array","items":{"type":"string","minLength":1,"maxL\#
        ength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"},"maxItems":32}]},"maxProperties":32},"per":{"\#
        description":"Each distinct value of these has an account of its own.","oneOf":[{"type":"str\#
        ing","maxLength":256,"pattern":"^(tenant|team|project|user|agent|run|session|provider|model|\#
        tool|tag:[^\\x00-\\x1f\\x7f]{1,64})$"},{"type":"array","items":{"type":"string","maxLength":\#
        256,"pattern":"^(tenant|team|project|user|agent|run|session|provider|model|tool|tag:[^\\x00-\#
        \\x1f\\x7f]{1,64})$"},"maxItems":32,"uniqueItems":true}]},"limit":{"type":"string","minLengt\#
        h":1,"maxLength":64,"pattern":"^[^\\x00-\\x1f\\x7f]+$","examples":["10.00 USD"],"description\#
        ":"The most that may be spent and held in one window."},"window":{"type":"string","minLength\#
        ":1,"maxLength":32,"description":"call, run, minute, hour, day, week, month, total or `rolli\#
        ng 24h`."},"timezone":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[A-Za-z0-9+_\#
        /-]+$","description":"An IANA zone, in which days begin."},"hold":{"type":"string","enum":["\#
        ceiling","fitted","metered","estimate"]},"mode":{"type":"string","enum":["enforce","shadow"]\#
        },"warnings":{"type":"string","enum":["default","none"]},"thresholds":{"type":"array","items\#
        ":{"type":"object","properties":{"at":{"type":"string","minLength":2,"maxLength":8,"descript\#
        ion":"A share of the limit, as `80%`."},"do":{"type":"string","enum":["warn","downgrade","ap\#
        prove","wait","pause","block"]},"reason":{"type":"string","minLength":1,"maxLength":500,"pat\#
        tern":"^[^\\x00-\\x1f\\x7f]+$"},"to":{"oneOf":[{"type":"string","minLength":1,"maxLength":25\#
        6,"pattern":"^[^\\x00-\\x1f\\x7f]+$"},{"type":"array","items":{"type":"string","minLength":1\#
        ,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"},"maxItems":32}]},"approvers":{"type":"s\#
        tring","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$"},"need":{"type":"int\#
        eger","minimum":1,"maximum":16},"within":{"type":"string","minLength":2,"maxLength":16},"wai\#
        t":{"type":"string","minLength":2,"maxLength":16}},"required":["at","do"],"additionalPropert\#
        ies":false},"maxItems":32},"from":{"type":"string","minLength":1,"maxLength":40},"until":{"t\#
        ype":"string","minLength":1,"maxLength":40},"countFrom":{"type":"string","enum":["window","n\#
        ow"]}},"required":["id","limit"],"additionalProperties":false,"examples":[{"id":"research-da\#
        ily","match":{"team":"research"},"per":["agent"],"limit":"10.00 USD","window":"day","thresho\#
        lds":[{"at":"80%","do":"warn"},{"at":"100%","do":"approve","approvers":"finance"}]}]},"Budge\#
        t":{"type":"object","properties":{"id":{"$ref":"#/components/schemas/BudgetID"},"workspace":\#
        {"oneOf":[{"$ref":"#/components/schemas/WorkspaceID"},{"type":"null"}],"description":"Whose \#
        it is; null for everybody's."},"source":{"type":"string","enum":["console","policy","agents"\#
        ],"description":"Made here, by the policy in force, or for a workspace's agents."},"definiti\#
        on":{"type":"object","description":"The budget in the policy's language."},"unit":{"$ref":"#\#
        /components/schemas/Unit"},"limit":{"$ref":"#/components/schemas/Amount"},"window":{"type":"\#
        string"},"per":{"type":"array","items":{"type":"string"}},"enforced":{"type":"boolean","desc\#
        ription":"False: it counts and refuses nothing."},"state":{"type":"string","enum":["open","p\#
        aused","frozen"]},"editable":{"type":"boolean","description":"Whether it can be changed here\#
        ."},"accounts":{"type":"integer","minimum":0,"format":"int64","description":"How many are op\#
        en."},"version":{"oneOf":[{"$ref":"#/components/schemas/Version"},{"type":"null"}]}},"requir\#
        ed":["id","workspace","source","definition","unit","limit","window","per","enforced","state"\#
        ,"editable","accounts","version"],"examples":[{"id":"research-daily","workspace":null,"sourc\#
        e":"console","definition":{"id":"research-daily","match":{"team":"research"},"per":["agent"]\#
        ,"limit":"10.00 USD","window":"day","thresholds":[{"at":"80%","do":"warn"},{"at":"100%","do"\#
        :"approve","approvers":"finance"}]},"unit":"USD","limit":10000000000,"window":"day","per":["\#
        agent"],"enforced":true,"state":"open","editable":true,"accounts":12,"version":1}]},"BudgetL\#
        ist":{"type":"object","description":"A page of the list, in its order.","properties":{"items\#
        ":{"type":"array","items":{"$ref":"#/components/schemas/Budget"},"maxItems":200},"next":{"$r\#
        ef":"#/components/schemas/Next"}},"required":["items","next"]},"CreateBudgetRequest":{"type"\#
        :"object","properties":{"definition":{"$ref":"#/components/schemas/BudgetDefinition"},"works\#
        pace":{"$ref":"#/components/schemas/WorkspaceID","description":"It then counts this workspac\#
        e's calls alone."},"note":{"$ref":"#/components/schemas/Note"}},"required":["definition"],"a\#
        dditionalProperties":false,"examples":[{"definition":{"id":"research-daily","match":{"team":\#
        "research"},"per":["agent"],"limit":"10.00 USD","window":"day","thresholds":[{"at":"80%","do\#
        ":"warn"},{"at":"100%","do":"approve","approvers":"finance"}]},"note":"ticket 512"}]},"EditB\#
        udgetRequest":{"type":"object","description":"The whole definition anew; its `id` stays.","p\#
        roperties":{"definition":{"$ref":"#/components/schemas/BudgetDefinition"},"note":{"$ref":"#/\#
        components/schemas/Note"}},"required":["definition"],"additionalProperties":false,"examples"\#
        :[{"definition":{"id":"research-daily","match":{"team":"research"},"per":["agent"],"limit":"\#
        12.00 USD","window":"day","thresholds":[{"at":"80%","do":"warn"},{"at":"100%","do":"approve"\#
        ,"approvers":"finance"}]}}]},"TopUpRequest":{"type":"object","properties":{"amount":{"$ref":\#
        "#/components/schemas/AmountText"},"scope":{"$ref":"#/components/schemas/AccountScope"},"not\#
        e":{"$ref":"#/components/schemas/Note"}},"required":["amount"],"additionalProperties":false,\#
        "examples":[{"amount":"5 USD","scope":"agent=a1","note":"until the window ends"}]},"AccountR
        """#,
        #"""
        equest":{"type":"object","description":"One account, or without `scope` all of the budget's.\#
        ","properties":{"scope":{"$ref":"#/components/schemas/AccountScope"},"note":{"$ref":"#/compo\#
        nents/schemas/Note"}},"additionalProperties":false,"examples":[{"scope":"agent=a1"}]},"Resum\#
        eBudgetRequest":{"type":"object","description":"One account, or without `scope` all of the b\#
        udget's.","properties":{"scope":{"$ref":"#/components/schemas/AccountScope"},"unfreeze":{"ty\#
        pe":"boolean","default":false,"description":"Lifts a freeze too, after you have looked at it\#
        s cause."},"note":{"$ref":"#/components/schemas/Note"}},"additionalProperties":false,"exampl\#
        es":[{"unfreeze":true,"note":"the corrected price is in force"}]},"SetLimitRequest":{"type":\#
        "object","properties":{"scope":{"$ref":"#/components/schemas/AccountScope"},"limit":{"oneOf"\#
        :[{"type":"string","maxLength":64,"minLength":1,"pattern":"^[0-9]{1,12}(\\.[0-9]{1,9})?[kKMB\#
        ]? *[A-Za-z$€£₹][^\\x00-\\x1f\\x7f]*$"},{"type":"null"}],"description":"An amount with the b\#
        udget's unit, as `20 USD`; null takes the account's own limit away."},"note":{"$ref":"#/comp\#
        onents/schemas/Note"}},"required":["scope","limit"],"additionalProperties":false,"examples":\#
        [{"scope":"agent=a1","limit":"20 USD"}]},"Account":{"type":"object","properties":{"budget":{\#
        "$ref":"#/components/schemas/BudgetID"},"scope":{"$ref":"#/components/schemas/AccountScope"}\#
        ,"unit":{"$ref":"#/components/schemas/Unit"},"limit":{"$ref":"#/components/schemas/Amount","\#
        description":"Its own limit, or the budget's."},"own_limit":{"oneOf":[{"$ref":"#/components/\#
        schemas/Amount"},{"type":"null"}]},"top_ups":{"$ref":"#/components/schemas/Amount"},"spent":\#
        {"$ref":"#/components/schemas/Amount"},"held":{"$ref":"#/components/schemas/Amount"},"free":\#
        {"$ref":"#/components/schemas/Amount","description":"What may still be held."},"overrun":{"$\#
        ref":"#/components/schemas/Amount","description":"What was billed past the limit."},"would_r\#
        efuse":{"type":"integer","minimum":0,"format":"int64","description":"Calls that the budget w\#
        ould have refused, were it enforced."},"paused":{"type":"boolean"},"frozen":{"type":"boolean\#
        "},"enforced":{"type":"boolean"},"window":{"type":"string"},"window_ends_ms":{"oneOf":[{"$re\#
        f":"#/components/schemas/TimeMs"},{"type":"null"}]},"exhausted_at_ms":{"oneOf":[{"$ref":"#/c\#
        omponents/schemas/TimeMs"},{"type":"null"}],"description":"When nothing is free at the pace \#
        of the last hour, before the window ends; null: not in this window."}},"required":["budget",\#
        "scope","unit","limit","own_limit","top_ups","spent","held","free","overrun","would_refuse",\#
        "paused","frozen","enforced","window","window_ends_ms","exhausted_at_ms"],"examples":[{"budg\#
        et":"research-daily","scope":"agent=a1","unit":"USD","limit":10000000000,"own_limit":null,"t\#
        op_ups":0,"spent":8100000000,"held":250000000,"free":1650000000,"overrun":0,"would_refuse":0\#
        ,"paused":false,"frozen":false,"enforced":true,"window":"day","window_ends_ms":1795305600000\#
        ,"exhausted_at_ms":null}]},"AccountList":{"type":"object","description":"A page of the list,\#
         in its order.","properties":{"items":{"type":"array","items":{"$ref":"#/components/schemas/\#
        Account"},"maxItems":200},"next":{"$ref":"#/components/schemas/Next"}},"required":["items","\#
        next"]},"BudgetChange":{"type":"object","description":"What the change left.","properties":{\#
        "sequence":{"$ref":"#/components/schemas/Sequence"},"accounts":{"type":"array","items":{"$re\#
        f":"#/components/schemas/Account"},"maxItems":200,"description":"The open accounts that it i\#
        s about, the fullest first."}},"required":["sequence","accounts"],"examples":[{"sequence":47\#
        11,"accounts":[{"budget":"research-daily","scope":"agent=a1","unit":"USD","limit":1000000000\#
        0,"own_limit":null,"top_ups":5000000000,"spent":8100000000,"held":250000000,"free":665000000\#
        0,"overrun":0,"would_refuse":0,"paused":false,"frozen":false,"enforced":true,"window":"day",\#
        "window_ends_ms":1795305600000,"exhausted_at_ms":null}]}]},"ToolGuards":{"type":"object","de\#
        scription":"What is judged before each call, across processes; a guard that is left out does\#
         not guard.","properties":{"rate_limit":{"type":"object","properties":{"calls_max":{"type":"\#
        integer","minimum":1,"maximum":1000000},"period_ms":{"type":"integer","minimum":1,"maximum":\#
        86400000}},"required":["calls_max","period_ms"],"additionalProperties":false},"circuit_break\#
        er":{"type":"object","properties":{"failures_max":{"type":"integer","minimum":1,"maximum":10\#
        00},"reset_ms":{"type":"integer","minimum":1,"maximum":86400000}},"required":["failures_max"\#
        ,"reset_ms"],"additionalProperties":false},"attempts_max":{"type":"integer","minimum":1,"max\#
        imum":1000000,"description":"Calls in one run."},"idempotency":{"type":"object","properties"\#
        :{"ttl_ms":{"type":"integer","minimum":1,"maximum":2592000000,"format":"int64"}},"required":\#
        ["ttl_ms"],"additionalProperties":false}},"additionalProperties":false},"Tool":{"type":"obje\#
        ct","properties":{"workspace":{"$ref":"#/components/schemas/WorkspaceID"},"name":{"type":"st\#
        ring"},"cost_nanos":{"$ref":"#/components/schemas/Nanos","description":"What a call costs."}\#
        ,"currency":{"$ref":"#/components/schemas/Currency"},"description":{"type":"string"},"catego\#
        ry":{"type":"string","description":"Empty: none."},"guards":{"$ref":"#/components/schemas/To\#
        olGuards"},"registered_at_ms":{"$ref":"#/components/schemas/TimeMs"},"version":{"$ref":"#/co\#
        mponents/schemas/Version"}},"required":["workspace","name","cost_nanos","currency","descript\#
        ion","category","guards","registered_at_ms","version"],"examples":[{"workspace":"default","n\#
        ame":"tavily-search","cost_nanos":30000000,"currency":"USD","description":"web search","cate\#
        gory":"search","guards":{"rate_limit":{"calls_max":10,"period_ms":60000}},"registered_at_ms"\#
        :1795255380412,"version":1}]},"ToolList":{"type":"object","description":"A page of the list,\#
         in its order.","properties":{"items":{"type":"array","items":{"$ref":"#/components/schemas/\#
        Tool"},"maxItems":200},"next":{"$ref":"#/components/schemas/Next"}},"required":["items","nex\#
        t"]},"PutToolRequest":{"type":"object","description":"All of it; what is left out is none.",\#
        "properties":{"cost_nanos":{"$ref":"#/components/schemas/Nanos","description":"What a call c\#
        osts, in the workspace's currency."},"description":{"type":"string","maxLength":500,"default\#
        ":""},"category":{"type":"string","minLength":1,"maxLength":100,"pattern":"^[^\\x00-\\x1f\\x\#
        7f]+$","description":"Groups tools for policies."},"guards":{"$ref":"#/components/schemas/To\#
        olGuards"},"note":{"$ref":"#/components/schemas/Note"}},"required":["cost_nanos"],"additiona\#
        lProperties":false,"examples":[{"cost_nanos":30000000,"description":"web search","category":\#
        "search","guards":{"rate_limit":{"calls_max":10,"period_ms":60000}}}]},"Finding":{"type":"ob\#
        ject","properties":{"severity":{"type":"string","enum":["error","warning"]},"code":{"type":"\#
        string"},"path":{"type":"string","description":"Where in the policy, as `budgets[1].limit`."\#
        },"line":{"type":"integer","minimum":0,"format":"int64"},"column":{"type":"integer","minimum\#
        ":0,"format":"int64"},"message":{"type":"string"}},"required":["severity","code","path","lin\#
        e","column","message"],"examples":[{"severity":"warning","code":"budget_covered","path":"bud\#
        gets[1]","line":4,"column":5,"message":"the budget \"daily\" counts every call of this one a\#
        nd allows no more"}]},"PolicyVersion":{"type":"object","properties":{"version":{"$ref":"#/co\#
        mponents/schemas/Version"},"state":{"type":"string","enum":["draft","active","retired"],"des\#
        cription":"Never in force, in force now, or once in force."},"format":{"type":"string","enum\#
        ":["yaml","json"]},"hash":{"type":"string","description":"As receipts name it."},"note":{"ty\#
        pe":"string"},"created_at_ms":{"$ref":"#/components/schemas/TimeMs"},"created_by":{"$ref":"#\#
        /components/schemas/Who"},"activated_at_ms":{"oneOf":[{"$ref":"#/components/schemas/TimeMs"}\#
        ,{"type":"null"}]},"findings":{"type":"array","items":{"$ref":"#/components/schemas/Finding"\#
        },"maxItems":64,"description":"Warnings of when it was uploaded."}},"required":["version","s\#
        tate","format","hash","note","created_at_ms","created_by","activated_at_ms","findings"],"exa\#
        mples":[{"version":7,"state":"active","format":"yaml","hash":"9f2b6c0e5a4d4c7f8e1a2b3c4d5e6f\#
        708192a3b4c5d6e7f8091a2b3c4d5e6f70","note":"halves the day","created_at_ms":1795255380412,"c\#
        reated_by":"person:ana@example.com","activated_at_ms":1795255440412,"findings":[]}]},"Policy\#
        VersionList":{"type":"object","description":"A page of the list, in its order.","properties"\#
        :{"items":{"type":"array","items":{"$ref":"#/components/schemas/PolicyVersion"},"maxItems":2\#
        00},"next":{"$ref":"#/components/schemas/Next"}},"required":["items","next"]},"PolicyVersion\#
        Text":{"allOf":[{"$ref":"#/components/schemas/PolicyVersion"},{"type":"object","properties":\#
        {"text":{"type":"string","description":"The policy as it was uploaded."}},"required":["text"\#
        ]}],"examples":[{"version":7,"state":"active","format":"yaml","hash":"9f2b6c0e5a4d4c7f8e1a2b\#
        3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f70","note":"halves the day","created_at_ms":17952553\#
        80412,"created_by":"person:ana@example.com","activated_at_ms":1795255440412,"findings":[],"t\#
        ext":"version: 1\nbudgets:\n  - { id: daily, limit: 10.00 USD, window: day }\n"}]},"UploadPo\#
        licyRequest":{"type":"object","properties":{"text":{"type":"string","minLength":1,"maxLength\#
        ":1048576,"description":"The policy."},"format":{"type":"string","enum":["yaml","json"],"def\#
        ault":"yaml"},"note":{"$ref":"#/components/schemas/Note"}},"required":["text"],"additionalPr\#
        operties":false,"examples":[{"text":"version: 1\nbudgets:\n  - { id: daily, limit: 10.00 USD\#
        , window: day }\n","format":"yaml","note":"halves the day"}]},"PolicyChoice":{"description":\#
        "A version that is stored, or a text.","oneOf":[{"type":"object","properties":{"version":{"o\#
        neOf":[{"type":"integer","minimum":1,"maximum":999999999},{"const":"active"}]}},"required":[\#
        "version"],"additionalProperties":false},{"type":"object","properties":{"text":{"type":"stri\#
        ng","minLength":1,"maxLength":1048576,"description":"The policy."},"format":{"type":"string"\#
        ,"enum":["yaml","json"],"default":"yaml"}},"required":["text"],"additionalProperties":false}\#
        ],"examples":[{"version":"active"}]},"CheckPolicyRequest":{"type":"object","properties":{"po\#
        licy":{"$ref":"#/components/schemas/PolicyChoice"}},"required":["policy"],"additionalPropert\#
        ies":false,"examples":[{"policy":{"text":"version: 1\nbudgets:\n  - { id: daily, limit: 10.0\#
        0 USD, window: day }\n"}}]},"PolicyCheck":{"type":"object","properties":{"valid":{"type":"bo\#
        olean","description":"Whether it can be put in force: no finding is an error."},"hash":{"typ\#
        e":["string","null"]},"id":{"type":["string","null"]},"budgets":{"type":"integer","minimum":\#
        0,"format":"int64"},"rules":{"type":"integer","minimum":0,"format":"int64"},"findings":{"typ\#
        e":"array","items":{"$ref":"#/components/schemas/Finding"},"maxItems":1000}},"required":["va\#
        lid","hash","id","budgets","rules","findings"],"examples":[{"valid":true,"hash":"9f2b6c0e5a4\#
        d4c7f8e1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f70","id":"policy","budgets":1,"rules":0,"\#
        findings":[]}]},"DiffPoliciesRequest":{"type":"object","properties":{"old":{"$ref":"#/compon\#
        ents/schemas/PolicyChoice"},"new":{"$ref":"#/components/schemas/PolicyChoice"}},"required":[\#
        "old","new"],"additionalProperties":false,"examples":[{"old":{"version":"active"},"new":{"te\#
        xt":"version: 1\nbudgets:\n  - { id: daily, limit: 10.00 USD, window: day }\n"}}]},"PolicyDi\#
        ff":{"type":"object","properties":{"verdict":{"type":"string","enum":["same","tightens","loo\#
        sens","unknown"],"description":"`same` and `tightens` are proved; `loosens` has a counterexa\#
        mple; `unknown` says why."},"classes":{"type":"integer","minimum":0,"format":"int64","descri\#
        ption":"Kinds of calls that were compared."},"changes":{"type":"array","items":{"type":"obje\#
        ct","properties":{"kind":{"type":"string","enum":["added","removed","changed"]},"what":{"typ\#
        e":"string"},"how":{"type":"array","items":{"type":"string"}}},"required":["kind","what","ho\#
        w"]}},"reasons":{"type":"array","items":{"type":"string"}},"counterexample":{"description":"\#
        A call that the new policy decides less strictly.","oneOf":[{"type":"object","properties":{"\#
        calls":{"type":"array","items":{"type":"string"}},"old":{"type":"string"},"old_reasons":{"ty\#
        pe":"array","items":{"type":"string"}},"new":{"type":"string"},"new_reasons":{"type":"array"\#
        ,"items":{"type":"string"}},"past":{"type":"array","items":{"type":"object","properties":{"a\#
        mounts":{"type":"array","items":{"type":"string"}},"scope":{"type":"object"},"at_ms":{"$ref"\#
        :"#/components/schemas/TimeMs"}},"required":["amounts","scope"]}}},"required":["calls","old"\#
        ,"old_reasons","new","new_reasons","past"]},{"type":"null"}]}},"required":["verdict","classe\#
        s","changes","reasons","counterexample"],"examples":[{"verdict":"tightens","classes":1,"chan\#
        ges":[{"kind":"changed","what":"budget daily","how":["limit 1.00 USD → 0.80 USD"]}],"reasons\#
        ":[],"counterexample":null}]},"BacktestPolicyRequest":{"type":"object","description":"Past c\#
        alls under another policy.","properties":{"policy":{"$ref":"#/components/schemas/PolicyChoic\#
        e"},"from_ms":{"$ref":"#/components/schemas/TimeMs"},"to_ms":{"$ref":"#/components/schemas/T\#
        imeMs"}},"required":["policy"],"additionalProperties":false,"examples":[{"policy":{"version"\#
        :8},"from_ms":1794650580412,"to_ms":1795255380412}]},"PolicyBacktest":{"type":"object","desc\#
        ription":"In US dollars.","properties":{"entries":{"type":"integer","minimum":0,"format":"in\#
        t64"},"calls":{"type":"integer","minimum":0,"format":"int64","description":"Calls that were \#
        admitted."},"cost_nanos":{"$ref":"#/components/schemas/Nanos","description":"What they cost.\#
        "},"new_nanos":{"$ref":"#/components/schemas/Nanos","description":"What they would have cost\#
        ."},"open":{"type":"integer","minimum":0,"format":"int64","description":"Calls that were not\#
         closed yet."},"refused":{"type":"integer","minimum":0,"format":"int64","description":"Calls\#
         that were refused."},"admitted_instead":{"type":"integer","minimum":0,"format":"int64","des\#
        cription":"Of these, how many would be admitted."},"admitted_instead_nanos":{"$ref":"#/compo\#
        nents/schemas/Nanos"},"rows":{"type":"array","items":{"type":"object","properties":{"decisio\#
        n":{"type":"string"},"by":{"type":"string"},"model":{"type":"string"},"calls":{"type":"integ\#
        er","minimum":0,"format":"int64"},"cost_nanos":{"$ref":"#/components/schemas/Nanos"},"new_na\#
        nos":{"$ref":"#/components/schemas/Nanos"},"saved_nanos":{"$ref":"#/components/schemas/Signe\#
        dNanos"}},"required":["decision","by","model","calls","cost_nanos","new_nanos","saved_nanos"\#
        ]}}},"required":["entries","calls","cost_nanos","new_nanos","open","refused","admitted_inste\#
        ad","admitted_instead_nanos","rows"],"examples":[{"entries":500,"calls":156,"cost_nanos":275\#
        325600,"new_nanos":10561600,"open":0,"refused":4,"admitted_instead":0,"admitted_instead_nano\#
        s":0,"rows":[{"decision":"block","by":"budget daily","model":"","calls":126,"cost_nanos":231\#
        203250,"new_nanos":0,"saved_nanos":231203250}]}]},"ExplainedCall":{"type":"object","descript\#
        ion":"A call as it would be made; with neither `model` nor `tool` it is one of no model.","p\#
        roperties":{"scope":{"$ref":"#/components/schemas/Scope"},"input_tokens":{"type":"integer","\#
        minimum":0,"maximum":1000000000},"output_tokens":{"type":"integer","minimum":0,"maximum":100\#
        0000000,"description":"As many as the model makes at most, without it."},"cost":{"$ref":"#/c\#
        omponents/schemas/AmountText","description":"What it costs at the most, where no price book \#
        knows."},"capability":{"type":"string","enum":["read_only","data_write","payment_initiate","\#
        payment_execute"],"description":"What the holder is trusted with."},"steps":{"type":"integer\#
        ","minimum":1,"maximum":1000000000,"description":"Calls of the run, this one included."},"st\#
        ream":{"type":"boolean","default":false}},"additionalProperties":false},"ExplainPolicyReques\#
        t":{"type":"object","description":"A call, or an entry of the journal.","properties":{"polic\#
        y":{"$ref":"#/components/schemas/PolicyChoice","description":"The one in force, without it."\#
        },"call":{"$ref":"#/components/schemas/ExplainedCall"},"receipt":{"$ref":"#/components/schem\#
        as/Sequence","description":"In place of `call`: a hold, a refusal or the ask for an approval\#
        ."},"spent":{"type":"object","description":"Amounts by budget, in place of what is spent now\#
        ; for one account `BUDGET(agent=a2)`.","additionalProperties":{"$ref":"#/components/schemas/\#
        AmountText"},"maxProperties":32},"at_ms":{"$ref":"#/components/schemas/TimeMs"}},"minPropert\#
        ies":1,"additionalProperties":false,"examples":[{"call":{"scope":{"agent":"a1","model":"gpt-\#
        5"},"input_tokens":2000,"output_tokens":1000},"spent":{"daily":"5 USD"}}]},"ExplainedBudget"\#
        :{"type":"object","properties":{"budget":{"type":"string"},"scope":{"type":"string"},"unit":\#
        {"$ref":"#/components/schemas/Unit"},"enforced":{"type":"boolean"},"paused":{"type":"boolean\#
        "},"limit":{"$ref":"#/components/schemas/Amount"},"spent":{"$ref":"#/components/schemas/Amou\#
        nt"},"held":{"$ref":"#/components/schemas/Amount"},"needed":{"$ref":"#/components/schemas/Am\#
        ount"},"free":{"$ref":"#/components/schemas/Amount"},"passed":{"type":"array","items":{"type\#
        ":"string"},"description":"Shares that the call would pass, and what happens there."},"windo\#
        w_ends_ms":{"$ref":"#/components/schemas/TimeMs"}},"required":["budget","scope","unit","enfo\#
        rced","paused","limit","spent","held","needed","free","passed"]},"ExplainedStep":{"type":"ob\#
        ject","description":"How it was judged with one model.","properties":{"model":{"type":"strin\#
        g"},"cost_nanos":{"$ref":"#/components/schemas/Nanos"},"tokens":{"type":"integer","minimum":\#
        0,"format":"int64"},"budgets":{"type":"array","items":{"$ref":"#/components/schemas/Explaine\#
        dBudget"}},"not_counted":{"type":"array","items":{"type":"object","description":"A budget th\#
        at does not match.","properties":{"budget":{"type":"string"},"failing":{"type":"array","item\#
        s":{"type":"string"}}},"required":["budget","failing"]}},"rules":{"type":"array","items":{"t\#
        ype":"object","properties":{"rule":{"type":"string"},"action":{"type":"string"},"applies":{"\#
        type":"boolean"},"determines":{"type":"boolean"},"conditions":{"type":"array","items":{"type\#
        ":"object","properties":{"text":{"type":"string"},"holds":{"type":"boolean"}},"required":["t\#
        ext","holds"]}}},"required":["rule","action","applies","determines","conditions"]}}},"requir\#
        ed":["model","budgets","not_counted","rules"]},"PolicyExplanation":{"type":"object","propert
        """#,
        #"""
        ies":{"decision":{"type":"string","enum":["allow","downgrade","approve","wait","block"]},"mo\#
        del":{"type":"string","description":"The one that takes the call."},"reasons":{"type":"array\#
        ","items":{"type":"string"}},"shadow_reasons":{"type":"array","items":{"type":"string"},"des\#
        cription":"What budgets and rules would have done that only watch."},"determining":{"type":"\#
        array","items":{"type":"string"}},"refused_by":{"type":"array","items":{"type":"string"}},"i\#
        nstead":{"type":"object","description":"What would be admitted.","properties":{"cheapest_mod\#
        el":{"type":"string"},"cheapest_nanos":{"$ref":"#/components/schemas/Nanos"},"free_at_ms":{"\#
        $ref":"#/components/schemas/TimeMs"},"output_tokens":{"type":"integer","minimum":0,"format":\#
        "int64"}}},"steps":{"type":"array","items":{"$ref":"#/components/schemas/ExplainedStep"}},"c\#
        all":{"type":"object"},"at_ms":{"$ref":"#/components/schemas/TimeMs"},"hash":{"type":"string\#
        ","description":"The policy's."},"output_tokens":{"type":"integer","minimum":0,"format":"int\#
        64"},"approval":{"type":"object","properties":{"approvers":{"type":"string"},"need":{"type":\#
        "integer","minimum":1,"format":"int64"},"within_ms":{"type":"integer","minimum":0,"format":"\#
        int64"},"lifts_limit":{"type":"boolean"}},"required":["approvers","need","within_ms","lifts_\#
        limit"]},"receipt":{"type":"object","description":"What was decided then.","properties":{"se\#
        quence":{"$ref":"#/components/schemas/Sequence"},"kind":{"type":"string"},"policy":{"type":"\#
        object","properties":{"id":{"type":"string"},"version":{"type":"integer","minimum":0,"format\#
        ":"int64"},"hash":{"type":"string"},"entry":{"$ref":"#/components/schemas/Sequence"}},"requi\#
        red":["id","version"]},"reasons":{"type":"array","items":{"type":"string"}},"recorded":{"typ\#
        e":"array","items":{"type":"object","properties":{"budget":{"type":"string"},"scope":{"type"\#
        :"string"},"text":{"type":"string"}},"required":["budget","scope","text"]}}},"required":["se\#
        quence","kind","policy","reasons","recorded"]}},"required":["decision","model","reasons","sh\#
        adow_reasons","determining","refused_by","instead","steps","call","at_ms","hash"],"examples"\#
        :[{"decision":"allow","model":"gpt-5","reasons":[],"shadow_reasons":[],"determining":[],"ref\#
        used_by":[],"instead":{},"steps":[{"model":"gpt-5","cost_nanos":12500000,"tokens":3000,"budg\#
        ets":[{"budget":"daily","scope":"","unit":"USD","enforced":true,"paused":false,"limit":10000\#
        000000,"spent":5000000000,"held":0,"needed":12500000,"free":5000000000,"passed":[]}],"not_co\#
        unted":[],"rules":[]}],"call":{"agent":"a1","model":"gpt-5","provider":"openai"},"at_ms":179\#
        5255380412,"hash":"9f2b6c0e5a4d4c7f8e1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f70"}]},"Act\#
        ivatePolicyRequest":{"type":"object","properties":{"expects_active":{"oneOf":[{"type":"integ\#
        er","minimum":1,"maximum":999999999},{"type":"null"}],"description":"The version that is in \#
        force now; 409 where it is another."},"note":{"$ref":"#/components/schemas/Note"}},"addition\#
        alProperties":false,"examples":[{"expects_active":6,"note":"from Monday on"}]},"ActivatedPol\#
        icy":{"allOf":[{"$ref":"#/components/schemas/PolicyVersion"},{"type":"object","properties":{\#
        "replaced":{"oneOf":[{"$ref":"#/components/schemas/Version"},{"type":"null"}],"description":\#
        "The version that was in force."},"opened":{"type":"array","items":{"type":"string"},"descri\#
        ption":"Budgets that begin."},"closed":{"type":"array","items":{"type":"string"},"descriptio\#
        n":"Budgets that end."},"changed":{"type":"array","items":{"type":"string"},"description":"B\#
        udgets with another meaning."}},"required":["replaced","opened","closed","changed"]}],"examp\#
        les":[{"version":7,"state":"active","format":"yaml","hash":"9f2b6c0e5a4d4c7f8e1a2b3c4d5e6f70\#
        8192a3b4c5d6e7f8091a2b3c4d5e6f70","note":"halves the day","created_at_ms":1795255380412,"cre\#
        ated_by":"person:ana@example.com","activated_at_ms":1795255440412,"findings":[],"replaced":6\#
        ,"opened":["daily"],"closed":[],"changed":[]}]},"Price":{"type":"object","description":"An e\#
        dition, in US dollars.","properties":{"provider":{"type":"string"},"model":{"type":"string"}\#
        ,"kind":{"type":"string"},"source":{"type":"string"},"context_tokens":{"type":["integer","nu\#
        ll"],"minimum":0,"format":"int64"},"max_output_tokens":{"type":["integer","null"],"minimum":\#
        0,"format":"int64"},"hides_reasoning":{"type":"boolean"},"from_ms":{"$ref":"#/components/sch\#
        emas/TimeMs"},"daily_hours":{"type":"string","description":"The hours of each day, UTC, in w\#
        hich it holds."},"sheets":{"type":"array","items":{"type":"object","properties":{"variant":{\#
        "type":"string"},"above_input_tokens":{"type":"integer","minimum":0,"format":"int64"},"nanos\#
        _per_million":{"type":"object","description":"Billionths of a dollar for a million of each m\#
        easure.","additionalProperties":{"$ref":"#/components/schemas/Nanos"}}},"required":["variant\#
        ","above_input_tokens","nanos_per_million"]}}},"required":["provider","model","kind","source\#
        ","context_tokens","max_output_tokens","hides_reasoning","from_ms","sheets"],"examples":[{"p\#
        rovider":"openai","model":"gpt-4o","kind":"chat","source":"genai-prices","context_tokens":12\#
        8000,"max_output_tokens":16384,"hides_reasoning":false,"from_ms":0,"sheets":[{"variant":"sta\#
        ndard","above_input_tokens":0,"nanos_per_million":{"input":2500000000,"output":10000000000}}\#
        ]}]},"PriceList":{"type":"object","description":"A page of the list, in its order.","propert\#
        ies":{"items":{"type":"array","items":{"$ref":"#/components/schemas/Price"},"maxItems":200},\#
        "next":{"$ref":"#/components/schemas/Next"}},"required":["items","next"]},"PriceEditions":{"\#
        type":"object","properties":{"provider":{"type":"string"},"model":{"type":"string"},"names":\#
        {"type":"array","items":{"type":"string"},"description":"Every name of the model."},"has_pat\#
        terns":{"type":"boolean","description":"Whether names that begin or end so fit, too."},"book\#
        ":{"type":"string","description":"The book's hash, as receipts name it."},"editions":{"type"\#
        :"array","items":{"$ref":"#/components/schemas/Price"},"description":"The oldest first."}},"\#
        required":["provider","model","names","has_patterns","book","editions"],"examples":[{"provid\#
        er":"openai","model":"gpt-4o","names":["gpt-4o","gpt-4o-2024-08-06"],"has_patterns":false,"b\#
        ook":"d55486b2","editions":[{"provider":"openai","model":"gpt-4o","kind":"chat","source":"ge\#
        nai-prices","context_tokens":128000,"max_output_tokens":16384,"hides_reasoning":false,"from_\#
        ms":0,"sheets":[{"variant":"standard","above_input_tokens":0,"nanos_per_million":{"input":25\#
        00000000,"output":10000000000}}]}]}]},"ApprovalID":{"type":"string","minLength":15,"maxLengt\#
        h":36,"pattern":"^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|ap-[0-9a-f]{\#
        12})$","description":"As the refusal or the call's answer named it."},"Vote":{"type":"object\#
        ","properties":{"by":{"$ref":"#/components/schemas/Who"},"for":{"type":"boolean"},"note":{"t\#
        ype":"string"},"at_ms":{"$ref":"#/components/schemas/TimeMs"},"entry":{"$ref":"#/components/\#
        schemas/Sequence"}},"required":["by","for","note","at_ms","entry"],"examples":[{"by":"person\#
        :ana@example.com","for":true,"note":"","at_ms":1795255380412,"entry":4712}]},"Approval":{"ty\#
        pe":"object","properties":{"id":{"$ref":"#/components/schemas/ApprovalID"},"kind":{"type":"s\#
        tring","enum":["call","tool_call"]},"state":{"type":"string","enum":["pending","granted","us\#
        ed","denied","expired","withdrawn"]},"workspace":{"oneOf":[{"$ref":"#/components/schemas/Wor\#
        kspaceID"},{"type":"null"}],"description":"Null where the call has none."},"agent":{"type":[\#
        "string","null"]},"run":{"type":["string","null"]},"key_id":{"$ref":"#/components/schemas/Ke\#
        yID"},"model":{"type":["string","null"]},"tool":{"type":["string","null"]},"lines":{"type":"\#
        array","items":{"$ref":"#/components/schemas/Line"},"description":"What is, or would be, set\#
         aside."},"cost_nanos":{"$ref":"#/components/schemas/Nanos","description":"The most that it \#
        can cost."},"currency":{"$ref":"#/components/schemas/Currency"},"reasons":{"type":"array","i\#
        tems":{"type":"string"}},"approvers":{"type":["string","null"],"description":"The group that\#
         is asked; null: any approver."},"needed":{"type":"integer","minimum":1,"maximum":16,"descri\#
        ption":"Votes that it takes."},"votes":{"type":"array","items":{"$ref":"#/components/schemas\#
        /Vote"}},"asked_at_ms":{"$ref":"#/components/schemas/TimeMs"},"until_ms":{"$ref":"#/componen\#
        ts/schemas/TimeMs"},"used_by":{"type":["string","null"],"description":"The hold of the call \#
        that was made with it."},"entry":{"$ref":"#/components/schemas/Sequence"}},"required":["id",\#
        "kind","state","workspace","agent","run","key_id","model","tool","lines","cost_nanos","curre\#
        ncy","reasons","approvers","needed","votes","asked_at_ms","until_ms","used_by","entry"],"exa\#
        mples":[{"id":"7c9b56b1-6ed1-49af-965c-3bf89c8d47f6","kind":"call","state":"pending","worksp\#
        ace":"default","agent":"ag_0a1b2c3d4e5f6071","run":"run-1","key_id":"key_31a85e644888287e720\#
        81733","model":"gpt-5","tool":null,"lines":[{"budget":"research-daily","scope":"agent=a1","u\#
        nit":"USD","amount":250000000}],"cost_nanos":250000000,"currency":"USD","reasons":["the day'\#
        s money is spent"],"approvers":"finance","needed":1,"votes":[],"asked_at_ms":1795255380412,"\#
        until_ms":1795258980412,"used_by":null,"entry":4711}]},"ApprovalList":{"type":"object","desc\#
        ription":"A page of the list, in its order.","properties":{"items":{"type":"array","items":{\#
        "$ref":"#/components/schemas/Approval"},"maxItems":200},"next":{"$ref":"#/components/schemas\#
        /Next"}},"required":["items","next"]},"Receipt":{"type":"object","description":"An entry in \#
        short.","properties":{"sequence":{"$ref":"#/components/schemas/Sequence"},"kind":{"type":"st\#
        ring","description":"As docs/formats/entries.md has them."},"at_ms":{"$ref":"#/components/sc\#
        hemas/TimeMs"},"hash":{"type":"string","description":"The entry's, in hexadecimal."},"text":\#
        {"type":"string","description":"What happened, in a sentence."},"hold":{"type":["string","nu\#
        ll"]},"key_id":{"type":["string","null"]},"workspace":{"type":["string","null"]},"agent":{"t\#
        ype":["string","null"]},"run":{"type":["string","null"]},"model":{"type":["string","null"]},\#
        "tool":{"type":["string","null"]},"cost_nanos":{"oneOf":[{"$ref":"#/components/schemas/Signe\#
        dNanos"},{"type":"null"}],"description":"In US dollars, where it is about money of a call."}\#
        },"required":["sequence","kind","at_ms","hash","text","hold","key_id","workspace","agent","r\#
        un","model","tool","cost_nanos"],"examples":[{"sequence":4711,"kind":"hold","at_ms":17952553\#
        80412,"hash":"8fd7dc4763d943bd1c3b4f1e4dacd0aa50080079aa2975c50b0639c1e441281f","text":"held\#
         0.25 USD in research-daily (agent=a1)","hold":"7c9b56b1-6ed1-49af-965c-3bf89c8d47f6","key_i\#
        d":"key_31a85e644888287e72081733","workspace":"default","agent":"a1","run":"run-1","model":"\#
        gpt-5","tool":null,"cost_nanos":250000000}]},"ReceiptList":{"type":"object","description":"A\#
         page of the list, in its order.","properties":{"items":{"type":"array","items":{"$ref":"#/c\#
        omponents/schemas/Receipt"},"maxItems":200},"next":{"$ref":"#/components/schemas/Next"}},"re\#
        quired":["items","next"]},"ReceiptEntry":{"allOf":[{"$ref":"#/components/schemas/Receipt"},{\#
        "type":"object","properties":{"line":{"type":"string","description":"The stored line, byte f\#
        or byte, over which the hash is made."},"entry":{"type":"object","description":"The entry, r\#
        ead."},"seal":{"description":"Null until it is sealed.","oneOf":[{"type":"object","propertie\#
        s":{"first_sequence":{"$ref":"#/components/schemas/Sequence"},"last_sequence":{"$ref":"#/com\#
        ponents/schemas/Sequence"},"text":{"type":"string","description":"The seal as it is stored."\#
        }},"required":["first_sequence","last_sequence","text"]},{"type":"null"}]}},"required":["lin\#
        e","entry","seal"]}],"examples":[{"sequence":4711,"kind":"hold","at_ms":1795255380412,"hash"\#
        :"8fd7dc4763d943bd1c3b4f1e4dacd0aa50080079aa2975c50b0639c1e441281f","text":"held 0.25 USD in\#
         research-daily (agent=a1)","hold":"7c9b56b1-6ed1-49af-965c-3bf89c8d47f6","key_id":"key_31a8\#
        5e644888287e72081733","workspace":"default","agent":"a1","run":"run-1","model":"gpt-5","tool\#
        ":null,"cost_nanos":250000000,"line":"{\"decision\":{\"kind\":\"hold\"}}","entry":{"kind":"h\#
        old"},"seal":null}]},"Log":{"type":"object","description":"What to check receipts against; g\#
        et the key by another way, too.","properties":{"origin":{"type":"string","description":"The \#
        log's name."},"entries":{"type":"integer","minimum":0,"format":"int64"},"head_hash":{"type":\#
        "string"},"checkpoint":{"type":["string","null"],"description":"The newest signed checkpoint\#
         (C2SP tlog-checkpoint)."},"verifier_key":{"type":"string","description":"The log's key as w\#
        itnesses take it."},"public_key":{"type":"string","description":"The same in hexadecimal."}}\#
        ,"required":["origin","entries","head_hash","checkpoint","verifier_key","public_key"],"examp\#
        les":[{"origin":"farthing/0191e2c4-7a10-7c1e-9b1f-3f5a6c7d8e9f","entries":4711,"head_hash":"\#
        8fd7dc4763d943bd1c3b4f1e4dacd0aa50080079aa2975c50b0639c1e441281f","checkpoint":null,"verifie\#
        r_key":"farthing/0191e2c4-7a10-7c1e-9b1f-3f5a6c7d8e9f+0a1b2c3d+AdYkW3lSJ0Y9m1Oa3zq0r1M0b1m9W\#
        0o3cA1yY0b5Yw0m","public_key":"d6245b795227463d9b539adf3ab4af533b1bd9bd5b4a37700d7263b6f9630\#
        d26"}]},"Hold":{"type":"object","description":"Who has the headroom.","properties":{"id":{"t\#
        ype":"string"},"key_id":{"$ref":"#/components/schemas/KeyID"},"workspace":{"type":["string",\#
        "null"]},"agent":{"type":["string","null"]},"run":{"type":["string","null"]},"model":{"type"\#
        :["string","null"]},"tool":{"type":["string","null"]},"sent":{"type":"boolean","description"\#
        :"Whether it may cost already."},"job":{"type":["string","null"],"description":"What a provi\#
        der goes on with."},"lines":{"type":"array","items":{"$ref":"#/components/schemas/Line"},"de\#
        scription":"What is held in each account."},"created_at_ms":{"$ref":"#/components/schemas/Ti\#
        meMs"},"expires_at_ms":{"$ref":"#/components/schemas/TimeMs"},"receipt":{"$ref":"#/component\#
        s/schemas/Sequence"}},"required":["id","key_id","workspace","agent","run","model","tool","se\#
        nt","job","lines","created_at_ms","expires_at_ms","receipt"],"examples":[{"id":"7c9b56b1-6ed\#
        1-49af-965c-3bf89c8d47f6","key_id":"key_31a85e644888287e72081733","workspace":"default","age\#
        nt":"a1","run":"run-1","model":"gpt-5","tool":null,"sent":true,"job":null,"lines":[{"budget"\#
        :"research-daily","scope":"agent=a1","unit":"USD","amount":250000000}],"created_at_ms":17952\#
        55380412,"expires_at_ms":1795255500412,"receipt":4711}]},"HoldList":{"type":"object","descri\#
        ption":"A page of the list, in its order.","properties":{"items":{"type":"array","items":{"$\#
        ref":"#/components/schemas/Hold"},"maxItems":200},"next":{"$ref":"#/components/schemas/Next"\#
        }},"required":["items","next"]},"Run":{"type":"object","properties":{"run":{"$ref":"#/compon\#
        ents/schemas/RunID"},"parent":{"type":["string","null"]},"workspace":{"type":["string","null\#
        "]},"agent":{"type":["string","null"]},"state":{"type":"string","enum":["running","ended","k\#
        illed"],"description":"`ended`: nothing is held and nothing came for an hour."},"calls":{"ty\#
        pe":"integer","minimum":0,"format":"int64"},"refused":{"type":"integer","minimum":0,"format"\#
        :"int64"},"cost_nanos":{"$ref":"#/components/schemas/Nanos","description":"Its own calls."},\#
        "tree_cost_nanos":{"$ref":"#/components/schemas/Nanos","description":"With its descendants."\#
        },"currency":{"$ref":"#/components/schemas/Currency"},"began_at_ms":{"$ref":"#/components/sc\#
        hemas/TimeMs"},"last_at_ms":{"$ref":"#/components/schemas/TimeMs"}},"required":["run","paren\#
        t","workspace","agent","state","calls","refused","cost_nanos","tree_cost_nanos","currency","\#
        began_at_ms","last_at_ms"],"examples":[{"run":"run-1","parent":null,"workspace":"default","a\#
        gent":"a1","state":"running","calls":12,"refused":1,"cost_nanos":410000000,"tree_cost_nanos"\#
        :530000000,"currency":"USD","began_at_ms":1795255320412,"last_at_ms":1795255380412}]},"RunLi\#
        st":{"type":"object","description":"A page of the list, in its order.","properties":{"items"\#
        :{"type":"array","items":{"$ref":"#/components/schemas/Run"},"maxItems":200},"next":{"$ref":\#
        "#/components/schemas/Next"}},"required":["items","next"]},"RunTree":{"allOf":[{"$ref":"#/co\#
        mponents/schemas/Run"},{"type":"object","properties":{"children":{"type":"array","items":{"$\#
        ref":"#/components/schemas/RunTree"}}},"required":["children"]}]},"RunShare":{"type":"object\#
        ","properties":{"value":{"type":"string"},"calls":{"type":"integer","minimum":0,"format":"in\#
        t64"},"cost_nanos":{"$ref":"#/components/schemas/Nanos"}},"required":["value","calls","cost_\#
        nanos"]},"RunDetail":{"allOf":[{"$ref":"#/components/schemas/Run"},{"type":"object","propert\#
        ies":{"children":{"type":"array","items":{"$ref":"#/components/schemas/RunTree"},"descriptio\#
        n":"To eight levels and 1,000 runs."},"complete":{"type":"boolean","description":"Whether th\#
        ese are all."},"by_model":{"type":"array","items":{"$ref":"#/components/schemas/RunShare"},"\#
        maxItems":50,"description":"The whole tree's, the dearest first."},"by_tool":{"type":"array"\#
        ,"items":{"$ref":"#/components/schemas/RunShare"},"maxItems":50}},"required":["children","co\#
        mplete","by_model","by_tool"]}],"examples":[{"run":"run-1","parent":null,"workspace":"defaul\#
        t","agent":"a1","state":"running","calls":12,"refused":1,"cost_nanos":410000000,"tree_cost_n\#
        anos":530000000,"currency":"USD","began_at_ms":1795255320412,"last_at_ms":1795255380412,"chi\#
        ldren":[{"run":"run-1-a","parent":"run-1","workspace":"default","agent":"a1","state":"runnin\#
        g","calls":3,"refused":1,"cost_nanos":120000000,"tree_cost_nanos":120000000,"currency":"USD"\#
        ,"began_at_ms":1795255320412,"last_at_ms":1795255380412,"children":[]}],"complete":true,"by_\#
        model":[{"value":"gpt-5","calls":15,"cost_nanos":530000000}],"by_tool":[]}]},"Kill":{"type":\#
        "object","properties":{"target":{"type":"string","enum":["everything","tenant"]},"tenant":{"\#
        type":["string","null"]},"at_ms":{"$ref":"#/components/schemas/TimeMs"},"by":{"$ref":"#/comp\#
        onents/schemas/Who"},"note":{"type":"string"},"sequence":{"$ref":"#/components/schemas/Seque\#
        nce"}},"required":["target","tenant","at_ms","by","note","sequence"],"examples":[{"target":"\#
        everything","tenant":null,"at_ms":1795255380412,"by":"admin","note":"","sequence":4711}]},"K\#
        ills":{"type":"object","description":"What is stopped as a whole now; agents and runs are in\#
         their own lists.","properties":{"items":{"type":"array","items":{"$ref":"#/components/schem\#
        as/Kill"},"maxItems":1000}},"required":["items"],"examples":[{"items":[]}]},"KillRequest":{"\#
        type":"object","properties":{"target":{"type":"string","enum":["everything","tenant"]},"tena
        """#,
        #"""
        nt":{"type":"string","minLength":1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$","descr\#
        iption":"With target tenant."},"confirm":{"type":"string","minLength":1,"maxLength":256,"pat\#
        tern":"^[^\\x00-\\x1f\\x7f]+$","description":"The word `everything`, or the tenant's name: 4\#
        09 `confirmation` for another."},"note":{"$ref":"#/components/schemas/Note"}},"required":["t\#
        arget","confirm"],"additionalProperties":false,"examples":[{"target":"everything","confirm":\#
        "everything","note":"runaway agents"}]},"LiftKillRequest":{"type":"object","properties":{"ta\#
        rget":{"type":"string","enum":["everything","tenant"]},"tenant":{"type":"string","minLength"\#
        :1,"maxLength":256,"pattern":"^[^\\x00-\\x1f\\x7f]+$","description":"With target tenant."},"\#
        note":{"$ref":"#/components/schemas/Note"}},"required":["target"],"additionalProperties":fal\#
        se,"examples":[{"target":"everything"}]},"AnalyticsPoint":{"type":"object","properties":{"at\#
        _ms":{"$ref":"#/components/schemas/TimeMs","description":"Where the step begins."},"calls":{\#
        "type":"integer","minimum":0,"format":"int64"},"refused":{"type":"integer","minimum":0,"form\#
        at":"int64"},"cost_nanos":{"$ref":"#/components/schemas/Nanos"}},"required":["at_ms","calls"\#
        ,"refused","cost_nanos"]},"AnalyticsGroup":{"type":"object","properties":{"value":{"type":"s\#
        tring","description":"Of the dimension; empty for calls without one."},"calls":{"type":"inte\#
        ger","minimum":0,"format":"int64","description":"Calls that were charged."},"refused":{"type\#
        ":"integer","minimum":0,"format":"int64"},"cost_nanos":{"$ref":"#/components/schemas/Nanos"}\#
        ,"refused_nanos":{"$ref":"#/components/schemas/Nanos","description":"What the refused ones c\#
        ould have cost at most."},"input_tokens":{"type":"integer","minimum":0,"format":"int64"},"ou\#
        tput_tokens":{"type":"integer","minimum":0,"format":"int64"},"points":{"type":"array","items\#
        ":{"$ref":"#/components/schemas/AnalyticsPoint"},"maxItems":2000,"description":"One for each\#
         step in which something was; none without `step`."}},"required":["value","calls","refused",\#
        "cost_nanos","refused_nanos","input_tokens","output_tokens","points"],"examples":[{"value":"\#
        tavily-search","calls":3,"refused":0,"cost_nanos":90000000,"refused_nanos":0,"input_tokens":\#
        0,"output_tokens":0,"points":[{"at_ms":1795255200000,"calls":3,"refused":0,"cost_nanos":9000\#
        0000}]}]},"Analytics":{"type":"object","description":"In whole hours: `from_ms` is rounded d\#
        own, `to_ms` up.","properties":{"currency":{"$ref":"#/components/schemas/Currency"},"from_ms\#
        ":{"$ref":"#/components/schemas/TimeMs"},"to_ms":{"$ref":"#/components/schemas/TimeMs"},"by"\#
        :{"type":"string"},"step":{"type":"string"},"groups":{"type":"array","items":{"$ref":"#/comp\#
        onents/schemas/AnalyticsGroup"},"maxItems":200,"description":"The dearest first."},"other":{\#
        "description":"All groups that are left out, together.","oneOf":[{"$ref":"#/components/schem\#
        as/AnalyticsGroup"},{"type":"null"}]},"total":{"$ref":"#/components/schemas/AnalyticsGroup"}\#
        },"required":["currency","from_ms","to_ms","by","step","groups","other","total"],"examples":\#
        [{"currency":"USD","from_ms":1795255200000,"to_ms":1795258800000,"by":"tool","step":"hour","\#
        groups":[{"value":"tavily-search","calls":3,"refused":0,"cost_nanos":90000000,"refused_nanos\#
        ":0,"input_tokens":0,"output_tokens":0,"points":[{"at_ms":1795255200000,"calls":3,"refused":\#
        0,"cost_nanos":90000000}]}],"other":null,"total":{"value":"","calls":3,"refused":0,"cost_nan\#
        os":90000000,"refused_nanos":0,"input_tokens":0,"output_tokens":0,"points":[{"at_ms":1795255\#
        200000,"calls":3,"refused":0,"cost_nanos":90000000}]}}]},"Change":{"type":"object","descript\#
        ion":"Never has a secret.","properties":{"sequence":{"$ref":"#/components/schemas/Sequence"}\#
        ,"at_ms":{"$ref":"#/components/schemas/TimeMs"},"by":{"$ref":"#/components/schemas/Who"},"ac\#
        tion":{"type":"string","description":"create, edit, remove, or a command's kind in the journ\#
        al, as `topUp`."},"collection":{"type":["string","null"]},"id":{"type":["string","null"]},"v\#
        ersion":{"oneOf":[{"$ref":"#/components/schemas/Version"},{"type":"null"}]},"note":{"type":"\#
        string"},"before":{"type":["object","null"],"description":"The stored document before."},"af\#
        ter":{"type":["object","null"],"description":"And after; null: removed."}},"required":["sequ\#
        ence","at_ms","by","action","collection","id","version","note","before","after"],"examples":\#
        [{"sequence":4711,"at_ms":1795255380412,"by":"admin","action":"edit","collection":"agents","\#
        id":"ag_0a1b2c3d4e5f6071","version":2,"note":"","before":{"dailyLimitNanos":50000000000},"af\#
        ter":{"dailyLimitNanos":80000000000}}]},"ChangeList":{"type":"object","description":"A page \#
        of the list, in its order.","properties":{"items":{"type":"array","items":{"$ref":"#/compone\#
        nts/schemas/Change"},"maxItems":200},"next":{"$ref":"#/components/schemas/Next"}},"required"\#
        :["items","next"]},"PersonID":{"type":"string","minLength":1,"maxLength":255,"pattern":"^[\\\#
        x21-\\x7e]+$","description":"An address of e-mail that the identity provider has verified, o\#
        r a subject of it."},"Person":{"type":"object","properties":{"id":{"$ref":"#/components/sche\#
        mas/PersonID"},"name":{"type":"string"},"roles":{"type":"array","items":{"$ref":"#/component\#
        s/schemas/RoleName"}},"workspace":{"oneOf":[{"$ref":"#/components/schemas/WorkspaceID"},{"ty\#
        pe":"null"}],"description":"The one in which that holds; null: all."},"approves":{"type":"ar\#
        ray","items":{"type":"string"},"description":"The groups of approvers in which this one may \#
        vote."},"created_at_ms":{"$ref":"#/components/schemas/TimeMs"},"last_sign_in_at_ms":{"oneOf"\#
        :[{"$ref":"#/components/schemas/TimeMs"},{"type":"null"}]},"version":{"$ref":"#/components/s\#
        chemas/Version"}},"required":["id","name","roles","workspace","approves","created_at_ms","la\#
        st_sign_in_at_ms","version"],"examples":[{"id":"ana@example.com","name":"Ana","roles":["appr\#
        over"],"workspace":null,"approves":["finance"],"created_at_ms":1795255380412,"last_sign_in_a\#
        t_ms":null,"version":1}]},"PersonList":{"type":"object","description":"A page of the list, i\#
        n its order.","properties":{"items":{"type":"array","items":{"$ref":"#/components/schemas/Pe\#
        rson"},"maxItems":200},"next":{"$ref":"#/components/schemas/Next"}},"required":["items","nex\#
        t"]},"PutPersonRequest":{"type":"object","description":"All of it; what is left out is none.\#
        ","properties":{"name":{"type":"string","maxLength":100,"pattern":"^[^\\x00-\\x1f\\x7f]*$"},\#
        "roles":{"type":"array","items":{"$ref":"#/components/schemas/RoleName"},"maxItems":5,"uniqu\#
        eItems":true},"workspace":{"oneOf":[{"$ref":"#/components/schemas/WorkspaceID"},{"type":"nul\#
        l"}],"description":"The one in which that holds; null: all."},"approves":{"type":"array","it\#
        ems":{"type":"string","minLength":1,"maxLength":128,"pattern":"^[^\\x00-\\x1f\\x7f]+$"},"max\#
        Items":32,"uniqueItems":true},"note":{"$ref":"#/components/schemas/Note"}},"required":["role\#
        s"],"additionalProperties":false,"examples":[{"name":"Ana","roles":["approver"],"approves":[\#
        "finance"]}]},"WebhookID":{"type":"string","maxLength":19,"pattern":"^wh_[0-9a-f]{16}$"},"We\#
        bhook":{"type":"object","properties":{"id":{"$ref":"#/components/schemas/WebhookID"},"url":{\#
        "type":"string"},"types":{"type":"array","items":{"type":"string"}},"language":{"type":"stri\#
        ng"},"enabled":{"type":"boolean"},"delivery":{"type":"object","description":"Since the serve\#
        r's start.","properties":{"behind":{"type":"integer","minimum":0,"format":"int64","descripti\#
        on":"Events that wait."},"delivered":{"type":"integer","minimum":0,"format":"int64"},"failed\#
        ":{"type":"integer","minimum":0,"format":"int64","description":"Tries."},"dropped":{"type":"\#
        integer","minimum":0,"format":"int64","description":"Events that were given up."},"last_stat\#
        us":{"type":["integer","null"],"minimum":0,"format":"int64"},"last_at_ms":{"oneOf":[{"$ref":\#
        "#/components/schemas/TimeMs"},{"type":"null"}]}},"required":["behind","delivered","failed",\#
        "dropped","last_status","last_at_ms"]},"version":{"$ref":"#/components/schemas/Version"}},"r\#
        equired":["id","url","types","language","enabled","delivery","version"],"examples":[{"id":"w\#
        h_0a1b2c3d4e5f6071","url":"https://hooks.example.com/farthing","types":["budget.*"],"languag\#
        e":"en","enabled":true,"delivery":{"behind":0,"delivered":12,"failed":0,"dropped":0,"last_st\#
        atus":204,"last_at_ms":1795255380412},"version":1}]},"WebhookList":{"type":"object","descrip\#
        tion":"A page of the list, in its order.","properties":{"items":{"type":"array","items":{"$r\#
        ef":"#/components/schemas/Webhook"},"maxItems":200},"next":{"$ref":"#/components/schemas/Nex\#
        t"}},"required":["items","next"]},"WebhookWithSecret":{"allOf":[{"$ref":"#/components/schema\#
        s/Webhook"},{"type":"object","properties":{"secret":{"type":["string","null"],"description":\#
        "`whsec_…`, by which deliveries are signed, shown this once; null in an answer that is repea\#
        ted."}},"required":["secret"]}],"examples":[{"id":"wh_0a1b2c3d4e5f6071","url":"https://hooks\#
        .example.com/farthing","types":["budget.*"],"language":"en","enabled":true,"delivery":{"behi\#
        nd":0,"delivered":12,"failed":0,"dropped":0,"last_status":204,"last_at_ms":1795255380412},"v\#
        ersion":1,"secret":"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}]},"CreateWebhookReq\#
        uest":{"type":"object","properties":{"url":{"type":"string","minLength":1,"maxLength":2048,"\#
        format":"uri","description":"`https`, or `http` on this machine. It is shown without its que\#
        ry."},"types":{"type":"array","items":{"type":"string","minLength":1,"maxLength":64,"pattern\#
        ":"^[a-z_.*]+$"},"maxItems":32,"uniqueItems":true,"description":"Types or patterns, as `budg\#
        et.*`; none: all but `call.refused`."},"language":{"type":"string","enum":["en","es","hi"],"\#
        description":"Of the sentences in events."},"enabled":{"type":"boolean","default":true},"not\#
        e":{"$ref":"#/components/schemas/Note"}},"required":["url"],"additionalProperties":false,"ex\#
        amples":[{"url":"https://hooks.example.com/farthing","types":["budget.*","approval.*"]}]},"E\#
        ditWebhookRequest":{"type":"object","properties":{"url":{"type":"string","minLength":1,"maxL\#
        ength":2048,"format":"uri","description":"`https`, or `http` on this machine. It is shown wi\#
        thout its query."},"types":{"type":"array","items":{"type":"string","minLength":1,"maxLength\#
        ":64,"pattern":"^[a-z_.*]+$"},"maxItems":32,"uniqueItems":true,"description":"Types or patte\#
        rns, as `budget.*`; none: all but `call.refused`."},"language":{"type":"string","enum":["en"\#
        ,"es","hi"],"description":"Of the sentences in events."},"enabled":{"type":"boolean"},"note"\#
        :{"$ref":"#/components/schemas/Note"}},"minProperties":1,"additionalProperties":false,"examp\#
        les":[{"enabled":false}]},"WebhookTest":{"type":"object","properties":{"status":{"type":["in\#
        teger","null"],"minimum":100,"maximum":599,"description":"What the receiver answered; null: \#
        nothing."},"duration_ms":{"type":"integer","minimum":0,"format":"int64"},"error":{"type":["s\#
        tring","null"],"description":"Why nothing came."}},"required":["status","duration_ms","error\#
        "],"examples":[{"status":204,"duration_ms":41,"error":null}]},"Settings":{"type":"object","p\#
        roperties":{"language":{"type":"string","enum":["en","es","hi"],"description":"Of the senten\#
        ces in events."},"approval_hold_ms":{"type":"integer","minimum":60000,"maximum":2592000000,"\#
        format":"int64","description":"How long a tool call waits for a decision."},"unknown_tools":\#
        {"type":"string","enum":["refuse","estimate"],"description":"What a tool costs that is not r\#
        egistered: nothing is admitted, or what the agent says."},"session_ms":{"type":"integer","mi\#
        nimum":300000,"maximum":2592000000,"format":"int64","description":"How long a sign-in lasts.\#
        "},"alerts":{"type":"object","description":"When an event `alert.*` is made.","properties":{\#
        "enabled":{"type":"boolean"},"burn_rate_percent":{"type":"integer","minimum":100,"maximum":1\#
        00000,"description":"An account that spends at this share of the pace that would use it up e\#
        xactly."},"exhaustion_within_ms":{"type":"integer","minimum":60000,"maximum":2592000000,"for\#
        mat":"int64","description":"An account that will be used up so soon."},"unaccounted_nanos":{\#
        "$ref":"#/components/schemas/Nanos","description":"Charges of calls whose usage is not known\#
        , in a day and US dollars."}},"required":["enabled","burn_rate_percent","exhaustion_within_m\#
        s","unaccounted_nanos"]},"version":{"$ref":"#/components/schemas/Version"}},"required":["lan\#
        guage","approval_hold_ms","unknown_tools","session_ms","alerts","version"],"examples":[{"lan\#
        guage":"en","approval_hold_ms":604800000,"unknown_tools":"estimate","session_ms":43200000,"a\#
        lerts":{"enabled":true,"burn_rate_percent":200,"exhaustion_within_ms":3600000,"unaccounted_n\#
        anos":1000000000},"version":1}]},"EditSettingsRequest":{"type":"object","properties":{"langu\#
        age":{"type":"string","enum":["en","es","hi"],"description":"Of the sentences in events."},"\#
        approval_hold_ms":{"type":"integer","minimum":60000,"maximum":2592000000,"format":"int64","d\#
        escription":"How long a tool call waits for a decision."},"unknown_tools":{"type":"string","\#
        enum":["refuse","estimate"],"description":"What a tool costs that is not registered: nothing\#
         is admitted, or what the agent says."},"session_ms":{"type":"integer","minimum":300000,"max\#
        imum":2592000000,"format":"int64","description":"How long a sign-in lasts."},"alerts":{"type\#
        ":"object","properties":{"enabled":{"type":"boolean"},"burn_rate_percent":{"type":"integer",\#
        "minimum":100,"maximum":100000,"description":"An account that spends at this share of the pa\#
        ce that would use it up exactly."},"exhaustion_within_ms":{"type":"integer","minimum":60000,\#
        "maximum":2592000000,"format":"int64","description":"An account that will be used up so soon\#
        ."},"unaccounted_nanos":{"$ref":"#/components/schemas/Nanos","description":"Charges of calls\#
         whose usage is not known, in a day and US dollars."}},"additionalProperties":false},"note":\#
        {"$ref":"#/components/schemas/Note"}},"minProperties":1,"additionalProperties":false,"exampl\#
        es":[{"unknown_tools":"refuse"}]},"RegisterAgentRequest":{"type":"object","properties":{"nam\#
        e":{"type":"string","minLength":1,"maxLength":100},"daily_budget":{"type":"number","exclusiv\#
        eMinimum":0,"maximum":900000000,"description":"What the agent may spend in a day of the work\#
        space's zone."},"workspace_id":{"type":"string","maxLength":50,"default":"default","descript\#
        ion":"The workspace."}},"required":["name","daily_budget"],"examples":[{"name":"researcher",\#
        "daily_budget":50,"workspace_id":"default"}]},"RegisteredAgent":{"type":"object","descriptio\#
        n":"The key is shown this once.","properties":{"api_key":{"type":"string","pattern":"^ag-[0-\#
        9a-f]{32}$","description":"`ag-` and 32 hexadecimal digits."},"name":{"type":"string"},"dail\#
        y_budget":{"type":"number","minimum":0,"maximum":900000000},"workspace_id":{"type":"string"}\#
        ,"message":{"type":"string"}},"required":["api_key","name","daily_budget","workspace_id","me\#
        ssage"],"examples":[{"api_key":"ag-00000000000000000000000000000000","name":"researcher","da\#
        ily_budget":50,"workspace_id":"default","message":"Keep this key: it is not shown again."}]}\#
        ,"ToolCallRequest":{"type":"object","properties":{"agent_key":{"type":"string","maxLength":2\#
        56,"description":"The agent's key; left out where the header Authorization has it."},"tool_n\#
        ame":{"type":"string","maxLength":200,"description":"The tool; a registered one has its own \#
        price."},"estimated_cost":{"type":"number","minimum":0,"maximum":900000000,"default":0,"desc\#
        ription":"What it costs where the tool is not registered."}},"required":["tool_name"],"examp\#
        les":[{"agent_key":"ag-00000000000000000000000000000000","tool_name":"tavily-search","estima\#
        ted_cost":0.03}]},"ToolCallAnswer":{"type":"object","description":"The call is charged, or, \#
        with `approval_status`, its money is held until somebody decides.","properties":{"status":{"\#
        type":"string","enum":["approved"]},"agent":{"type":"string"},"tool":{"type":"string"},"esti\#
        mated_cost":{"type":"number","minimum":0,"maximum":900000000},"actual_cost":{"type":"number"\#
        ,"minimum":0,"maximum":900000000},"cost_source":{"type":"string","enum":["registry","client_\#
        estimate"]},"spent_today":{"type":"number","minimum":0,"maximum":900000000},"remaining":{"ty\#
        pe":"number","minimum":0,"maximum":900000000},"calls_today":{"type":"integer","minimum":0,"f\#
        ormat":"int64"},"approval_id":{"type":"string","pattern":"^ap-[0-9a-f]{12}$"},"approval_stat\#
        us":{"type":"string","enum":["pending"]},"message":{"type":"string"},"policy_warnings":{"typ\#
        e":"array","items":{"type":"string"}}},"required":["status","agent","tool","estimated_cost",\#
        "actual_cost","cost_source","spent_today","remaining","calls_today"],"examples":[{"status":"\#
        approved","agent":"researcher","tool":"tavily-search","estimated_cost":0.03,"actual_cost":0.\#
        03,"cost_source":"registry","spent_today":0.03,"remaining":49.97,"calls_today":1}]},"Resumed\#
        Agent":{"type":"object","properties":{"status":{"type":"string","enum":["resumed","already_a\#
        ctive"]},"name":{"type":"string"},"daily_budget":{"type":"number","minimum":0,"maximum":9000\#
        00000},"message":{"type":"string"}},"required":["status","name"],"examples":[{"status":"alre\#
        ady_active","name":"researcher"}]},"ResetAgent":{"type":"object","properties":{"status":{"ty\#
        pe":"string","enum":["reset"]},"name":{"type":"string"},"daily_budget":{"type":"number","min\#
        imum":0,"maximum":900000000},"spent_today":{"type":"number","minimum":0,"maximum":900000000}\#
        ,"calls_today":{"type":"integer","minimum":0,"format":"int64"},"message":{"type":"string"}},\#
        "required":["status","name","daily_budget","spent_today","calls_today","message"],"examples"\#
        :[{"status":"reset","name":"researcher","daily_budget":50,"spent_today":0,"calls_today":0,"m\#
        essage":"Counters are zero."}]},"RegisterToolRequest":{"type":"object","properties":{"name":\#
        {"type":"string","minLength":1,"maxLength":100},"cost_per_call":{"type":"number","minimum":0\#
        ,"maximum":900000000},"description":{"type":"string","maxLength":500,"default":""},"workspac\#
        e_id":{"type":"string","maxLength":50,"default":"default","description":"The workspace."}},"\#
        required":["name","cost_per_call"],"examples":[{"name":"tavily-search","cost_per_call":0.03,\#
        "description":"web search"}]},"PeerTool":{"type":"object","properties":{"name":{"type":"stri\#
        ng"},"cost_per_call":{"type":"number","minimum":0,"maximum":900000000},"description":{"type"\#
        :"string"},"workspace_id":{"type":"string"},"registered_at":{"type":"string"}},"required":["\#
        name","cost_per_call","description","workspace_id"],"examples":[{"name":"tavily-search","cos\#
        t_per_call":0.03,"description":"web search","workspace_id":"default"}]},"RegisteredTool":{"t
        """#,
        #"""
        ype":"object","properties":{"status":{"type":"string","enum":["registered","updated"]},"tool\#
        ":{"$ref":"#/components/schemas/PeerTool"}},"required":["status","tool"],"examples":[{"statu\#
        s":"registered","tool":{"name":"tavily-search","cost_per_call":0.03,"description":"web searc\#
        h","workspace_id":"default"}}]},"PeerFilter":{"type":"object","description":"What was asked \#
        for.","properties":{"workspace_id":{"type":["string","null"]}},"required":["workspace_id"]},\#
        "PeerTools":{"type":"object","description":"By name. Without any tool `message` stands in pl\#
        ace of `count` and `filter`.","properties":{"tools":{"type":"array","items":{"$ref":"#/compo\#
        nents/schemas/PeerTool"}},"count":{"type":"integer","minimum":0,"format":"int64"},"filter":{\#
        "$ref":"#/components/schemas/PeerFilter"},"message":{"type":"string"}},"required":["tools"],\#
        "examples":[{"tools":[],"message":"No tools are registered."}]},"PeerToolAnalytics":{"type":\#
        "object","description":"The dearest tool first.","properties":{"tools":{"type":"array","item\#
        s":{"type":"object","properties":{"tool_name":{"type":"string"},"total_calls":{"type":"integ\#
        er","minimum":0,"format":"int64"},"total_spent":{"type":"number","minimum":0,"maximum":90000\#
        0000},"avg_cost":{"type":"number","minimum":0,"maximum":900000000},"agent_count":{"type":"in\#
        teger","minimum":0,"format":"int64"}},"required":["tool_name","total_calls","total_spent","a\#
        vg_cost","agent_count"]}},"total_tools":{"type":"integer","minimum":0,"format":"int64"},"tot\#
        al_spend":{"type":"number","minimum":0,"maximum":900000000},"filter":{"$ref":"#/components/s\#
        chemas/PeerFilter"}},"required":["tools","total_tools","total_spend","filter"],"examples":[{\#
        "tools":[{"tool_name":"tavily-search","total_calls":3,"total_spent":0.09,"avg_cost":0.03,"ag\#
        ent_count":1}],"total_tools":1,"total_spend":0.09,"filter":{"workspace_id":null}}]},"AddWork\#
        spaceRequest":{"type":"object","properties":{"name":{"type":"string","minLength":1,"maxLengt\#
        h":100},"description":{"type":"string","maxLength":500,"default":""}},"required":["name"],"e\#
        xamples":[{"name":"research"}]},"AddedWorkspace":{"type":"object","description":"The key is \#
        shown this once; it opens this workspace's routes.","properties":{"id":{"type":"string"},"na\#
        me":{"type":"string"},"description":{"type":"string"},"api_key":{"type":"string","pattern":"\#
        ^ag-[0-9a-f]{32}$"},"message":{"type":"string"}},"required":["id","name","description","api_\#
        key","message"],"examples":[{"id":"ws-0011223344556677","name":"research","description":"","\#
        api_key":"ag-00000000000000000000000000000000","message":"Keep this key: it is not shown aga\#
        in."}]},"PeerWorkspaces":{"type":"object","description":"The oldest first.","properties":{"w\#
        orkspaces":{"type":"array","items":{"type":"object","properties":{"id":{"type":"string"},"na\#
        me":{"type":"string"},"description":{"type":"string"},"api_key":{"type":"string","descriptio\#
        n":"Always the same mask."},"created_at":{"type":"string"}},"required":["id","name","descrip\#
        tion","api_key","created_at"]}},"count":{"type":"integer","minimum":0,"format":"int64"}},"re\#
        quired":["workspaces","count"],"examples":[{"workspaces":[{"id":"default","name":"Default","\#
        description":"","api_key":"ag-****","created_at":"2026-11-22T01:00:00.000000"}],"count":1}]}\#
        ,"RuleTypes":{"type":"object","properties":{"policy_types":{"type":"object","additionalPrope\#
        rties":{"type":"string"}},"actions":{"type":"object","additionalProperties":{"type":"string"\#
        }}},"required":["policy_types","actions"],"examples":[{"policy_types":{"block_tool":"Blocks \#
        one tool"},"actions":{"block":"Refuses the call"}}]},"RuleConfig":{"type":"object","descript\#
        ion":"Depends on the kind: `tool_name` (block_tool, require_approval), `max_cost` (block_too\#
        l_over_cost), `category` (block_category), `threshold_pct` (budget_warning), `min_cost` (req\#
        uire_approval).","properties":{"tool_name":{"type":"string","maxLength":200},"max_cost":{"ty\#
        pe":"number","minimum":0,"maximum":900000000},"category":{"type":"string","maxLength":100},"\#
        threshold_pct":{"type":"number","minimum":0,"maximum":1000},"min_cost":{"type":"number","min\#
        imum":0,"maximum":900000000}},"maxProperties":16},"CreateRuleRequest":{"type":"object","prop\#
        erties":{"name":{"type":"string","minLength":1,"maxLength":100},"description":{"type":"strin\#
        g","maxLength":500,"default":""},"policy_type":{"type":"string","maxLength":64,"description"\#
        :"block_tool, block_tool_over_cost, block_category, budget_warning or require_approval; anot\#
        her is refused with 400."},"policy_config":{"$ref":"#/components/schemas/RuleConfig"},"actio\#
        n":{"type":"string","maxLength":64,"default":"block","description":"block, warn or require_a\#
        pproval; another is refused with 400."},"workspace_id":{"type":"string","maxLength":50,"defa\#
        ult":"default","description":"The workspace."}},"required":["name","policy_type"],"examples"\#
        :[{"name":"no sms","policy_type":"block_tool","policy_config":{"tool_name":"twilio-sms"},"ac\#
        tion":"block"}]},"CreatedRule":{"type":"object","properties":{"id":{"type":"integer","minimu\#
        m":1,"format":"int64"},"name":{"type":"string"},"policy_type":{"type":"string"},"action":{"t\#
        ype":"string"},"workspace_id":{"type":"string"},"enabled":{"type":"boolean"},"message":{"typ\#
        e":"string"}},"required":["id","name","policy_type","action","workspace_id","enabled","messa\#
        ge"],"examples":[{"id":1,"name":"no sms","policy_type":"block_tool","action":"block","worksp\#
        ace_id":"default","enabled":true,"message":"Policy created."}]},"Rule":{"type":"object","pro\#
        perties":{"id":{"type":"integer","minimum":1,"format":"int64"},"workspace_id":{"type":"strin\#
        g"},"name":{"type":"string"},"description":{"type":"string"},"policy_type":{"type":"string"}\#
        ,"policy_config":{"type":"object"},"action":{"type":"string"},"enabled":{"type":"boolean"},"\#
        violation_count":{"type":"integer","minimum":0,"format":"int64"},"created_at":{"type":"strin\#
        g"},"updated_at":{"type":"string"}},"required":["id","workspace_id","name","description","po\#
        licy_type","policy_config","action","enabled","violation_count","created_at","updated_at"],"\#
        examples":[{"id":1,"workspace_id":"default","name":"no sms","description":"","policy_type":"\#
        block_tool","policy_config":{"tool_name":"twilio-sms"},"action":"block","enabled":true,"viol\#
        ation_count":0,"created_at":"2026-11-22T01:00:00.000000","updated_at":"2026-11-22T01:00:00.0\#
        00000"}]},"Rules":{"type":"object","description":"The newest first.","properties":{"policies\#
        ":{"type":"array","items":{"$ref":"#/components/schemas/Rule"}},"count":{"type":"integer","m\#
        inimum":0,"format":"int64"}},"required":["policies","count"],"examples":[{"policies":[],"cou\#
        nt":0}]},"ToggleRuleRequest":{"type":"object","properties":{"enabled":{"type":"boolean"}},"r\#
        equired":["enabled"],"examples":[{"enabled":false}]},"DeletedRule":{"type":"object","propert\#
        ies":{"status":{"type":"string","enum":["deleted"]},"policy_id":{"type":"integer","minimum":\#
        1,"format":"int64"}},"required":["status","policy_id"],"examples":[{"status":"deleted","poli\#
        cy_id":1}]},"DecideCallRequest":{"type":"object","properties":{"approval_id":{"type":"string\#
        ","maxLength":64,"description":"The one of the path, where it is sent."},"decision":{"type":\#
        "string","enum":["approve","deny"]}},"required":["decision"],"examples":[{"approval_id":"ap-\#
        0a1b2c3d4e5f","decision":"approve"}]},"DecidedCall":{"type":"object","properties":{"status":\#
        {"type":"string","enum":["approved","denied"]},"tool_name":{"type":"string"},"cost":{"type":\#
        "number","minimum":0,"maximum":900000000},"message":{"type":"string"}},"required":["status",\#
        "tool_name","message"],"examples":[{"status":"approved","tool_name":"twilio-sms","cost":1.5,\#
        "message":"The call is approved and charged."}]},"PendingCalls":{"type":"object","properties\#
        ":{"pending":{"type":"array","items":{"type":"object","properties":{"approval_id":{"type":"s\#
        tring"},"agent":{"type":"string","description":"The agent's name."},"agent_key":{"type":"str\#
        ing","description":"Always the same mask."},"tool_name":{"type":"string"},"cost":{"type":"nu\#
        mber","minimum":0,"maximum":900000000},"policies":{"type":"array","items":{"type":"integer",\#
        "minimum":1,"format":"int64"}},"status":{"type":"string","enum":["pending"]},"created_at":{"\#
        type":"string"}},"required":["approval_id","agent","agent_key","tool_name","cost","policies"\#
        ,"status","created_at"]}},"count":{"type":"integer","minimum":0,"format":"int64"}},"required\#
        ":["pending","count"],"examples":[{"pending":[],"count":0}]},"PeerService":{"type":"object",\#
        "properties":{"service":{"type":"string"},"version":{"type":"string"},"agents_registered":{"\#
        type":"integer","minimum":0,"format":"int64"},"total_calls_tracked":{"type":"integer","minim\#
        um":0,"format":"int64","description":"Calls that were approved."},"tools_registered":{"type"\#
        :"integer","minimum":0,"format":"int64"},"docs":{"type":"string"}},"required":["service","ve\#
        rsion","agents_registered","total_calls_tracked","tools_registered","docs"],"examples":[{"se\#
        rvice":"farthing","version":"0.6.0","agents_registered":0,"total_calls_tracked":0,"tools_reg\#
        istered":0,"docs":"/docs"}]},"ModelTariff":{"type":"object","description":"Cost units per 1,\#
        000 or per 1,000,000 tokens.","properties":{"input_cu_per_1k":{"type":"integer","minimum":0}\#
        ,"input_cu_per_1m":{"type":"integer","minimum":0},"output_cu_per_1k":{"type":"integer","mini\#
        mum":0},"output_cu_per_1m":{"type":"integer","minimum":0},"cached_cu_per_1k":{"type":"intege\#
        r","minimum":0},"cached_cu_per_1m":{"type":"integer","minimum":0}}},"Tariff":{"type":"object\#
        ","description":"Prices in cost units, made of the price book in force and rounded up.","pro\#
        perties":{"tariff_version":{"type":"string"},"registry_version":{"type":"string"},"cu_per_us\#
        d":{"type":"integer","minimum":1,"format":"int64"},"llm":{"type":"object","properties":{"def\#
        ault":{"$ref":"#/components/schemas/ModelTariff"},"providers":{"type":"object","additionalPr\#
        operties":{"type":"object","properties":{"models":{"type":"object","additionalProperties":{"\#
        $ref":"#/components/schemas/ModelTariff"}}},"required":["models"]}}},"required":["default","\#
        providers"]},"tools":{"type":"object","additionalProperties":{"type":"integer","minimum":0}}\#
        },"required":["tariff_version","registry_version","cu_per_usd","llm","tools"],"examples":[{"\#
        tariff_version":"b1946ac9","registry_version":"3","cu_per_usd":1000,"llm":{"default":{"input\#
        _cu_per_1k":3,"output_cu_per_1k":10},"providers":{"openai":{"models":{"gpt-4o":{"input_cu_pe\#
        r_1m":2500,"output_cu_per_1k":10,"cached_cu_per_1k":2}}}}},"tools":{"tavily-search":1}}]},"R\#
        eserveRequest":{"type":"object","properties":{"run_id":{"type":"string","minLength":1,"maxLe\#
        ngth":256},"cost_limit":{"type":["integer","null"],"minimum":1,"maximum":900000000000,"descr\#
        iption":"The most that the run may cost, in CU; the key's budgets bound it further."},"plan_\#
        key":{"type":["string","null"],"maxLength":256},"user_id":{"type":["string","null"],"maxLeng\#
        th":256}},"required":["run_id"],"examples":[{"run_id":"run-1","cost_limit":50,"plan_key":"pr\#
        o","user_id":"alice"}]},"Reservation":{"type":"object","description":"The same run, limit, p\#
        lan and user while it is open: the same reservation.","properties":{"reserve_id":{"type":"st\#
        ring"},"status":{"type":"string","enum":["reserved"]},"cost_limit":{"type":"integer","minimu\#
        m":0,"maximum":9007199254740991,"format":"int64"},"tariff_version":{"type":"string"},"estima\#
        ted_usd_micros":{"type":"integer","minimum":0,"maximum":9007199254740991,"format":"int64"}},\#
        "required":["reserve_id","status","tariff_version"],"examples":[{"reserve_id":"rsv_7c9b56b16\#
        ed149af965c3bf89c8d47f6","status":"reserved","cost_limit":50,"tariff_version":"b1946ac9","es\#
        timated_usd_micros":50000}]},"UsageRow":{"type":"object","description":"A model's call, or w\#
        ith `type` `custom_cost` something else that cost.","properties":{"type":{"type":"string","e\#
        num":["custom_cost"]},"provider":{"type":"string","maxLength":256},"provider_model_id":{"typ\#
        e":"string","maxLength":256},"input_tokens":{"type":"integer","minimum":0,"maximum":10000000\#
        00000,"format":"int64"},"cached_input_tokens":{"type":"integer","minimum":0,"maximum":100000\#
        0000000,"format":"int64"},"output_tokens":{"type":"integer","minimum":0,"maximum":1000000000\#
        000,"format":"int64"},"name":{"type":"string","maxLength":256},"cost_cu":{"type":"integer","\#
        minimum":0,"maximum":900000000000,"format":"int64"},"scope_name":{"type":["string","null"],"\#
        maxLength":256}}},"SettleRequest":{"type":"object","description":"What the run cost: by its \#
        rows, at the price book's prices.","properties":{"reserve_id":{"type":"string","minLength":1\#
        ,"maxLength":128},"input_tokens":{"type":"integer","minimum":0,"maximum":1000000000000,"form\#
        at":"int64"},"cached_input_tokens":{"type":"integer","minimum":0,"maximum":1000000000000,"fo\#
        rmat":"int64"},"output_tokens":{"type":"integer","minimum":0,"maximum":1000000000000,"format\#
        ":"int64"},"usage_breakdown":{"type":"array","items":{"$ref":"#/components/schemas/UsageRow"\#
        },"maxItems":100000},"cache_write_tokens_5m":{"type":"integer","minimum":0,"maximum":1000000\#
        000000,"format":"int64"},"cache_write_tokens_1h":{"type":"integer","minimum":0,"maximum":100\#
        0000000000,"format":"int64"},"web_search_count":{"type":"integer","minimum":0,"maximum":1000\#
        000000000,"format":"int64"},"reasoning_effort":{"type":["string","null"],"maxLength":64}},"r\#
        equired":["reserve_id","input_tokens","cached_input_tokens","output_tokens","usage_breakdown\#
        "],"examples":[{"reserve_id":"rsv_7c9b56b16ed149af965c3bf89c8d47f6","input_tokens":0,"cached\#
        _input_tokens":0,"output_tokens":0,"usage_breakdown":[{"type":"custom_cost","name":"tavily",\#
        "cost_cu":5,"scope_name":"child"}]}]},"Settled":{"type":"object","description":"Durable when\#
         it is answered; the same again has the same answer.","properties":{"status":{"type":"string\#
        ","enum":["settled"]},"reserve_id":{"type":"string"},"cost_cu":{"type":"integer","minimum":0\#
        ,"maximum":9007199254740991,"format":"int64"},"usd_micros":{"type":"integer","minimum":0,"ma\#
        ximum":9007199254740991,"format":"int64"}},"required":["status","reserve_id","cost_cu","usd_\#
        micros"],"examples":[{"status":"settled","reserve_id":"rsv_7c9b56b16ed149af965c3bf89c8d47f6"\#
        ,"cost_cu":5,"usd_micros":5000}]},"EventBatch":{"type":"object","properties":{"events":{"typ\#
        e":"array","items":{"type":"object","description":"An envelope; `id`, `run_id`, `category` a\#
        nd `name` are kept, and the numbers. Prompts, payload texts and evidence are not."},"maxItem\#
        s":1000}},"required":["events"],"examples":[{"events":[{"id":"0b8f4c62-0000-4000-8000-000000\#
        000001","run_id":"run-1","category":"run","name":"start","version":1}]}]},"EventsTaken":{"ty\#
        pe":"object","properties":{"accepted":{"type":"integer","minimum":0,"format":"int64"},"dupli\#
        cates":{"type":"integer","minimum":0,"format":"int64","description":"Events whose id was the\#
        re already."},"dropped":{"type":"integer","minimum":0,"format":"int64","description":"Events\#
         that no run or name could be read of."}},"required":["accepted","duplicates","dropped"],"ex\#
        amples":[{"accepted":1,"duplicates":0,"dropped":0}]},"PaymentRequired":{"type":"object","pro\#
        perties":{"detail":{"type":"string"},"user_message":{"type":"string"},"current_balance":{"ty\#
        pe":"integer","format":"int64"},"required_amount":{"type":"integer","minimum":0,"maximum":90\#
        07199254740991,"format":"int64"},"shortfall":{"type":"integer","minimum":0,"maximum":9007199\#
        254740991,"format":"int64"},"user_id":{"type":["string","null"]}},"required":["detail","user\#
        _message","current_balance","required_amount","shortfall","user_id"],"examples":[{"detail":"\#
        budget_paused","user_message":"This key's budget is paused.","current_balance":0,"required_a\#
        mount":50,"shortfall":50,"user_id":"alice"}]},"BudgetExceeded":{"type":"object","properties"\#
        :{"detail":{"type":"string"},"run_id":{"type":["string","null"]},"cost_limit":{"type":"integ\#
        er","minimum":0,"maximum":9007199254740991,"format":"int64"},"remaining":{"type":"integer","\#
        minimum":0,"maximum":9007199254740991,"format":"int64"},"receipt":{"oneOf":[{"$ref":"#/compo\#
        nents/schemas/Sequence"},{"type":"null"}]}},"required":["detail","run_id","cost_limit","rema\#
        ining","receipt"],"examples":[{"detail":"budget_exceeded","run_id":"run-1","cost_limit":50,"\#
        remaining":12,"receipt":4711}]}}}}
        """#,
    ]
}
