import FarthingCore
import Testing

@Suite("Keys of accounts")
struct ScopeKeyTests {
    @Test("a key names the values of its dimensions in their order")
    func order() {
        var scope = Scope()
        scope[.agent] = "a1"
        scope[.team] = "x"
        scope[.tag("env")] = "prod"
        #expect(scope.key(per: []) == "")
        #expect(scope.key(per: [.agent]) == "agent=a1")
        #expect(scope.key(per: [.team, .agent]) == "team=x,agent=a1")
        #expect(scope.key(per: [.agent, .team]) == "agent=a1,team=x")
        #expect(scope.key(per: [.tag("env"), .run]) == "tag:env=prod,run=")
    }

    @Test("no two scopes share a key by their spelling")
    func spelling() {
        let values = [
            "", "a", "a,", ",a", "a=b", "a%2Cb", "a,b", "%", "%25", "a\nb", "a\u{7F}", "é",
            "e\u{301}",
            "agent=a,team=b",
        ]
        var keys: Set<[UInt8]> = []
        for agent in values {
            for team in values {
                var scope = Scope()
                scope[.agent] = agent
                scope[.team] = team
                keys.insert(Array(scope.key(per: [.agent, .team]).utf8))
            }
        }
        #expect(keys.count == values.count * values.count)
        var scope = Scope()
        scope[.agent] = "a,b=c%\n"
        #expect(scope.key(per: [.agent]) == "agent=a%2Cb%3Dc%25%0A")
    }
}
