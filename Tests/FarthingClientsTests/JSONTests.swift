import FarthingClients
import Testing

@Suite("JSON values")
struct JSONTests {
    @Test(
        "a text that is read is written the same",
        arguments: [
            #"{"a":[1,-2.5e10,"x\"\\\n",true,null],"b":{"c":{}}}"#, "[]", #""é""#, "0.1",
            "9223372036854775807",
        ]
    )
    func roundTrip(_ text: String) throws {
        #expect(try JSON(parsing: text).description == text)
    }

    @Test(
        "what is no JSON, or has a member twice, is refused",
        arguments: ["", "{", #"{"a":1,"a":2}"#, "nul", "[1,]", "01"]
    )
    func refused(_ text: String) {
        #expect(throws: JSON.ParsingError.self) { try JSON(parsing: text) }
    }

    @Test("literals, places and members")
    func literals() {
        var value: JSON = ["a": [1, 0.5, nil, true, "x"], "b": ["c": "d"]]
        #expect(value.description == #"{"a":[1,0.5,null,true,"x"],"b":{"c":"d"}}"#)
        #expect(value["a"][0].int == 1)
        #expect(value["a"][1].double == 0.5)
        #expect(value["a"][7].isNull)
        #expect(value["b"]["c"].string == "d")
        #expect(value["nothing"]["at all"].isNull)
        value["b"] = .null
        value["e"] = .double(2)
        #expect(value.members.map(\.name) == ["a", "e"])
        #expect(value["e"].description == "2")
    }

    @Test("numbers that JSON cannot write become null, whoever made them")
    func numbers() {
        #expect(JSON.double(.infinity).isNull)
        #expect(JSON.double(.nan).isNull)
        #expect(JSON.number("1],[2").description == "null")
        #expect(JSON.int(.min).description == "-9223372036854775808")
    }
}
