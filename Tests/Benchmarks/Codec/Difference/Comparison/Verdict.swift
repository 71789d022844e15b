/// What the sides make of one input.
enum Verdict: Equatable {
  case bothRefuse
  case bothAccept
  case onlyLaurelAccepts(String)
  case onlySwiftProtobufAccepts(String)
  /// Both accept, but what follows is not the same.
  case differs(String)

  var isDifference: Bool { self != .bothAccept && self != .bothRefuse }

  /// Without what differs from input to input.
  var kind: String {
    switch self {
    case .bothRefuse: "both refuse"
    case .bothAccept: "both accept"
    case .onlyLaurelAccepts: "only laurel accepts"
    case .onlySwiftProtobufAccepts: "only swift-protobuf accepts"
    case .differs(let what): what
    }
  }

  var detail: String {
    switch self {
    case .onlyLaurelAccepts(let error): "swift-protobuf says \(error)"
    case .onlySwiftProtobufAccepts(let error): "laurel says \(error)"
    default: ""
    }
  }
}
