import FarthingCore
import FarthingSQLite
import Logging

/// What the settings say about a server, read before anything is opened.
struct ServePlan {
    let listener: Listener
    /// Where the log's files are served too.
    let logListener: Listener?
    let console: ConsoleSettings
    let sidecar: SidecarSettings
    let folder: DataFolder
    let logLevel: Logger.Level
    let language: Language
    let loops: Int
    let readyFile: String?
    /// What the start line says of the disk and of signatures.
    let notice: String

    init(_ settings: Settings) throws(Failure) {
        listener = try Listener(settings)
        logListener =
            try settings.text(.logListen) == nil ? nil : Listener(settings, .logListen)
        console = try ConsoleSettings(settings)
        sidecar = try SidecarSettings(settings)
        logLevel = try settings.logLevel()
        language = try settings.language()
        loops = try settings.number(.loops).map(Int.init) ?? 1
        readyFile = try settings.text(.readyFile)
        let durability = try settings.choice(.durability) ?? "full"
        let signsEach = try settings.choice(.sign) == "each"
        notice =
            "durability \(durability)"
            + (durability == "relaxed" ? " (a power loss may lose up to 1 s)" : "")
            + (signsEach ? ", every entry signed" : "")
        folder = try settings.folder()
        try Self.checkPlaces(settings, folder)
        do {
            try folder.make()
        } catch {
            throw Failure(describing: error)
        }
    }

    /// Writes the port where it was asked for.
    func tell(port: Int) throws(Failure) {
        if let readyFile { try ReadyFile.write(readyFile, port: port, besides: folder.path) }
    }

    /// Fails where the server would write into a folder that is for other files.
    private static func checkPlaces(
        _ settings: Settings,
        _ folder: DataFolder
    ) throws(Failure) {
        if let keeper = OutputPlace.keeper(of: OutputPlace.folder(folder.path)), keeper.isWitness {
            throw Failure(.configuration, "--data \(folder.path): \(keeper.words); name another")
        }
        if let path = try settings.text(.readyFile) {
            try ReadyFile.check(path, besides: folder.path)
        }
        if let path = try settings.text(.mirrorAgentguard) {
            let option = "--mirror-agentguard"
            try OutputFile.checkFolder(path, option: option, besides: folder.path)
        }
    }
}

extension Settings {
    func logLevel() throws(Failure) -> Logger.Level {
        try choice(.logLevel).flatMap { Logger.Level(rawValue: $0) } ?? .info
    }

    /// In which people are told.
    func language() throws(Failure) -> Language {
        try choice(.language).flatMap(Language.init(rawValue:)) ?? .english
    }
}
