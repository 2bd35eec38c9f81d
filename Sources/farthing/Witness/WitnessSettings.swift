import FarthingReceipts
import FarthingWitness

/// The witnesses that the settings name.
enum WitnessSettings {
    /// More cosignatures than that a checkpoint is not to have: readers take 32 lines, and keys of
    /// the log have some.
    private static let witnessesMax = 16

    /// Reads them; what is wrong is found before anything is opened.
    static func endpoints(_ settings: Settings) throws(Failure) -> [WitnessEndpoint] {
        let places = try settings.pairs(.witness)
        let keys = try settings.pairs(.witnessKey)
        guard places.count <= witnessesMax else {
            throw Failure(.configuration, "there are \(places.count) witnesses; at most 16 do")
        }
        for key in keys where !places.contains(where: { $0.name == key.name }) {
            throw settings.wrong(
                .witnessKey,
                key.name,
                "no witness has this name; give its address with --witness \(key.name)=URL"
            )
        }
        var endpoints: [WitnessEndpoint] = []
        for place in places {
            guard let text = keys.first(where: { $0.name == place.name })?.text else {
                throw settings.wrong(
                    .witness,
                    place.name,
                    "without its key nothing that it says can be checked; give "
                        + "--witness-key \(place.name)=VKEY"
                )
            }
            let key = try key(text, settings)
            do throws(LogError) {
                endpoints.append(
                    try WitnessEndpoint(name: place.name, prefix: place.text, key: key)
                )
            } catch {
                throw settings.wrong(.witness, place.text, error.message)
            }
            if endpoints.dropLast().contains(where: { $0.key.key == key.key }) {
                throw settings.wrong(.witnessKey, place.name, "another witness has the same key")
            }
        }
        return endpoints
    }

    /// How many cosignatures a checkpoint needs.
    static func cosignaturesMin(_ settings: Settings, of count: Int) throws(Failure) -> Int {
        guard let min = try settings.number(.witnessesMin) else { return count }
        guard min <= count else {
            throw settings.wrong(.witnessesMin, "\(min)", "there are \(count) witnesses")
        }
        return Int(min)
    }

    private static func key(_ text: String, _ settings: Settings) throws(Failure) -> NoteKey {
        if let key = try? NoteKey(text: text) { return try checked(key, text, settings) }
        // A path has no plus sign before its name, or it is a mistyped key: both are said.
        guard SmallFile.exists(text) else {
            throw settings.wrong(
                .witnessKey,
                text,
                "neither a verifier key, <name>+<8 hexadecimal digits>+<Base 64>, nor a file"
            )
        }
        let bytes = try SmallFile.read(
            text,
            bytesMax: NoteKey.textBytesMax,
            what: "the witness's key"
        )
        let key: NoteKey
        do throws(KeyError) {
            key = try NoteKey(text: String(decoding: bytes, as: UTF8.self))
        } catch {
            throw Failure(.configuration, "\(text): \(error.message)")
        }
        return try checked(key, text, settings)
    }

    private static func checked(
        _ key: NoteKey,
        _ text: String,
        _ settings: Settings
    ) throws(Failure) -> NoteKey {
        guard key.kind == .cosignature else {
            throw settings.wrong(.witnessKey, text, "this is a log's key; a witness's is of kind 4")
        }
        return key
    }
}
