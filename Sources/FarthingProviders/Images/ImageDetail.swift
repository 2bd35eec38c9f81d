/// How closely a model is asked to look at an image.
package enum ImageDetail: String, CaseIterable, Hashable, Sendable {
    case auto, low, high, original
}
