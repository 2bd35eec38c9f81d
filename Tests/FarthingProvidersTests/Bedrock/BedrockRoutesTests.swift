import FarthingCore
import FarthingProviders
import Testing

@Suite("Bedrock's routes and models")
struct BedrockRoutesTests {
    static let model = "/model/amazon.nova-micro-v1%3A0"

    /// The model that a route's reader takes from the path; nil where the route is not metered.
    static func read(
        _ path: String,
        _ body: String = #"{"messages":[{"role":"user","content":[{"text":"hi"}]}]}"#,
        fields: [String: String] = [:]
    ) throws(RequestError) -> (any MeteredRequest)? {
        let head = DialectHead(method: "POST", path: path[...]) { fields[$0] }
        guard case .metered(let reader) = BedrockRoutes.route(head) else { return nil }
        return try reader.read(Array(body.utf8), head)
    }

    @Test(
        "what is metered, free and refused",
        arguments: [
            ("POST", "\(model)/converse", "", "metered"),
            ("POST", "\(model)/converse-stream", "", "metered"),
            ("POST", "\(model)/count-tokens", "", "free"),
            ("GET", "\(model)/converse", "", "refused"),
            ("POST", "\(model)/converse", "x=1", "refused"),
            ("POST", "\(model)/converse/", "", "refused"),
            ("POST", "\(model)//converse", "", "refused"),
            ("POST", "/x\(model)/converse", "", "refused"),
            ("POST", "\(model)/invoke-with-bidirectional-stream", "", "refused"),
            ("POST", "/model/../converse", "", "refused"),
            ("POST", "/model/%2e%2e/converse", "", "metered"),
            ("POST", "/guardrail/g/version/1/apply", "", "refused"),
            ("POST", "/async-invoke", "", "refused"), ("GET", "/async-invoke", "", "refused"),
            ("POST", "/model/a%2Fb/converse", "", "metered"), ("POST", "", "", "refused"),
        ]
    )
    func routes(_ method: String, _ path: String, _ query: String, _ expected: String) {
        let head = DialectHead(method: method, path: path[...], query: query[...])
        switch BedrockRoutes.route(head) {
        case .metered: #expect(expected == "metered")
        case .free: #expect(expected == "free")
        case .refused(let reason):
            #expect(expected == "refused")
            #expect(!reason.isEmpty)
        }
    }

    @Test(
        "the model is an id, a profile, or the ARN of either",
        arguments: [
            ("amazon.nova-micro-v1%3A0", "amazon.nova-micro-v1:0"),
            ("amazon.nova-micro-v1:0", "amazon.nova-micro-v1:0"),
            ("eu.anthropic.claude-sonnet-4-6", "eu.anthropic.claude-sonnet-4-6"),
            (
                "arn%3Aaws%3Abedrock%3Aus-east-1%3A%3Afoundation-model%2Famazon.nova-lite-v1%3A0",
                "amazon.nova-lite-v1:0"
            ),
            (
                "arn:aws:bedrock:us-east-1:123456789012:inference-profile%2fus.amazon.nova-pro-v1:0",
                "us.amazon.nova-pro-v1:0"
            ),
        ]
    )
    func models(_ segment: String, _ id: String) throws {
        #expect(try Self.read("/model/\(segment)/converse")?.model == id)
    }

    @Test(
        "what does not tell its model, or is not paid by token, is refused",
        arguments: [
            "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile%2Fa1b2c3",
            "arn:aws:bedrock:us-east-1:123456789012:provisioned-model%2Fa1b2c3",
            "arn:aws:bedrock:us-east-1:123456789012:prompt%2FABCDEFGHIJ",
            "arn:aws:bedrock:us-east-1:123456789012:default-prompt-router%2Fanthropic.claude:1",
            "arn:aws:bedrock:us-east-1:123456789012:custom-model%2Famazon.nova.x%2Fabc",
            "arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model%2Famazon.nova-lite-v1:0",
            "arn:aws:sagemaker:us-east-1:123456789012:endpoint%2Fmine", "a1b2c3d4e5f6", "arn:aws",
            "arn:aws:bedrock:us-east-1::foundation-model%2Fx%2Famazon.nova-lite-v1:0",
        ]
    )
    func otherModels(_ segment: String) {
        let error = #expect(throws: RequestError.self) {
            try Self.read("/model/\(segment)/converse")
        }
        #expect(error?.status == 403 && error?.param == "modelId")
    }

    @Test(
        "a segment that is no id is refused",
        arguments: ["a.b%", "a.b%2", "a.b%zz", "a.b%20", "a.%00b"]
    )
    func brokenModels(_ segment: String) {
        let error = #expect(throws: RequestError.self) {
            try Self.read("/model/\(segment)/converse")
        }
        #expect(error?.status == 400 && error?.param == "modelId")
    }

    @Test("every model of Bedrock's in the price book can be asked for by its id")
    func book() throws {
        let book = PriceBook.bundled()
        let ids = Set(book.allPrices.filter { $0.provider == "bedrock" }.map(\.model))
        #expect(ids.count > 100)
        // The book's own word for all cross-region profiles but the global ones is no id of AWS's.
        for id in ids where !id.contains("@") && !id.hasPrefix("regional.") {
            let request = try #require(try Self.read("/model/\(id)/converse"))
            #expect(book.price(provider: "bedrock", model: request.model, atMs: 0) != nil)
        }
    }

    @Test(
        "fields that would cost, or belong into the body, are refused",
        arguments: [
            "x-amzn-bedrock-guardrailidentifier", "x-amzn-bedrock-service-tier",
            "x-amzn-bedrock-performanceconfig-latency",
        ]
    )
    func fields(_ name: String) {
        let error = #expect(throws: RequestError.self) {
            try Self.read("\(Self.model)/converse", fields: [name: "priority"])
        }
        #expect(error?.status == 403 && error?.param == name)
    }

    @Test(
        "only fields that are known go on to AWS",
        arguments: [
            ("content-type", true), ("accept", true), ("x-amzn-bedrock-service-tier", true),
            ("authorization", false), ("x-amz-date", false), ("x-amz-security-token", false),
            ("x-amzn-bedrock-guardrailidentifier", false), ("x-amzn-bedrock-new", false),
            ("cookie", false), ("x-forwarded-for", false),
        ]
    )
    func passedOn(_ name: String, _ isPassedOn: Bool) {
        #expect(BedrockFields.isPassedOn(name) == isPassedOn)
    }
}
