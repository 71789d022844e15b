package import Kernel

// Statements stand in other modules, where the general forms of these are not compiled for a type
// but look it up at run time, which takes longer than reading the value. So the common types have
// forms of their own.

extension RowReader {
  package mutating func read() throws(RowDecodingError) -> String { try value() }
  package mutating func read() throws(RowDecodingError) -> Bool { try value() }
  package mutating func read() throws(RowDecodingError) -> Int32 { try value() }
  package mutating func read() throws(RowDecodingError) -> Int64 { try value() }
  package mutating func read() throws(RowDecodingError) -> Int { try value() }
  package mutating func read() throws(RowDecodingError) -> Double { try value() }
  package mutating func read() throws(RowDecodingError) -> UUIDBits { try value() }
  package mutating func read() throws(RowDecodingError) -> Timestamp { try value() }
  package mutating func read() throws(RowDecodingError) -> Workday { try value() }
  package mutating func read() throws(RowDecodingError) -> Bytes { try value() }

  package mutating func readOptional() throws(RowDecodingError) -> String? { try optionalValue() }
  package mutating func readOptional() throws(RowDecodingError) -> Bool? { try optionalValue() }
  package mutating func readOptional() throws(RowDecodingError) -> Int32? { try optionalValue() }
  package mutating func readOptional() throws(RowDecodingError) -> Int64? { try optionalValue() }
  package mutating func readOptional() throws(RowDecodingError) -> Int? { try optionalValue() }
  package mutating func readOptional() throws(RowDecodingError) -> Double? { try optionalValue() }
  package mutating func readOptional() throws(RowDecodingError) -> UUIDBits? { try optionalValue() }
  package mutating func readOptional() throws(RowDecodingError) -> Timestamp? {
    try optionalValue()
  }
  package mutating func readOptional() throws(RowDecodingError) -> Workday? { try optionalValue() }
  package mutating func readOptional() throws(RowDecodingError) -> Bytes? { try optionalValue() }
}
