/// A number of a message that has the same form in Swift and in the C struct.
public protocol WireNumber: BitwiseCopyable {}

extension Int32: WireNumber {}
extension Int64: WireNumber {}
extension UInt32: WireNumber {}
extension UInt64: WireNumber {}
extension Double: WireNumber {}
extension Float: WireNumber {}
