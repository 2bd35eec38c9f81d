@_exported public import FarthingCore
