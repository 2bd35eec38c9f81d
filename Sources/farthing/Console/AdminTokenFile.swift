import FarthingConsole
import FarthingSQLite

/// The admin token's file in the data folder, which its owner alone can read.
enum AdminTokenFile {
    static func path(_ folder: DataFolder) -> String { folder.path + "/admin.token" }

    /// The token; made where there is none yet.
    static func read(_ folder: DataFolder) throws(Failure) -> (token: AdminToken, isNew: Bool) {
        let path = path(folder)
        let isNew = !SmallFile.exists(path)
        if isNew {
            try SmallFile.write(path, Array((AdminToken.make() + "\n").utf8), mode: 0o600)
        }
        let bytes = try SmallFile.read(path, bytesMax: 1_024, what: "the admin token")
        let text = String(decoding: bytes, as: UTF8.self)
        guard let token = AdminToken(String(text.filter { !$0.isWhitespace })) else {
            throw Failure(
                .configuration,
                "\(path): no admin token; remove the file, and the next start makes another one"
            )
        }
        return (token, isNew)
    }
}
