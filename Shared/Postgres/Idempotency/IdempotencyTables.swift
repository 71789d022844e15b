internal import Kernel

/// Where the answers of writes are kept, so that a repeated request gets the first answer.
enum IdempotencyTables {
  static func script(schema: SchemaName) -> String {
    """
    CREATE TABLE \(schema).request_record (
      organization_id text NOT NULL,
      caller text NOT NULL,
      method text NOT NULL,
      request_id uuid NOT NULL,
      request_hash bytea NOT NULL,
      response bytea,
      create_time timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT request_record_pkey PRIMARY KEY (organization_id, caller, method, request_id)
    );
    CREATE INDEX request_record_create_time_idx ON \(schema).request_record (create_time);
    \(RowLevelSecurity.script(schema: schema, table: "request_record"))
    """
  }
}

/// Claims a request id; touches no row when it is taken, after its holder committed.
struct InsertRequestRecord: SchemaStatement {
  static func sql(schema: SchemaName) -> String {
    """
    INSERT INTO \(schema).request_record (organization_id, caller, method, request_id, request_hash)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT ON CONSTRAINT request_record_pkey DO NOTHING
    """
  }

  var organization: OrganizationID
  var key: RequestKey

  func bind(to bindings: inout Bindings) {
    key.bind(to: &bindings, organization: organization)
    bindings.append(Bytes(key.requestHash))
  }
}

/// Stores the answer of a claimed request id.
struct UpdateRequestRecord: SchemaStatement {
  static func sql(schema: SchemaName) -> String {
    """
    UPDATE \(schema).request_record SET response = $5
    WHERE organization_id = $1 AND caller = $2 AND method = $3 AND request_id = $4
    """
  }

  var organization: OrganizationID
  var key: RequestKey
  var response: [UInt8]

  func bind(to bindings: inout Bindings) {
    key.bind(to: &bindings, organization: organization)
    bindings.append(Bytes(response))
  }
}

/// Gives a claimed request id back.
struct DeleteRequestRecord: SchemaStatement {
  static func sql(schema: SchemaName) -> String {
    """
    DELETE FROM \(schema).request_record
    WHERE organization_id = $1 AND caller = $2 AND method = $3 AND request_id = $4
    """
  }

  var organization: OrganizationID
  var key: RequestKey

  func bind(to bindings: inout Bindings) { key.bind(to: &bindings, organization: organization) }
}

/// What is known about a request id.
struct RequestRecord: Sendable {
  var requestHash: Bytes
  var response: Bytes
}

/// Reads the answer of an earlier request.
struct SelectRequestRecord: SchemaQuery {
  static func sql(schema: SchemaName) -> String {
    """
    SELECT request_hash, response FROM \(schema).request_record
    WHERE organization_id = $1 AND caller = $2 AND method = $3 AND request_id = $4
      AND response IS NOT NULL
    """
  }

  var organization: OrganizationID
  var key: RequestKey

  func bind(to bindings: inout Bindings) { key.bind(to: &bindings, organization: organization) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> RequestRecord {
    RequestRecord(requestHash: try row.read(), response: try row.read())
  }
}

/// Deletes old answers, the oldest first.
struct DeleteRequestRecords: SchemaStatement {
  static let isLong = true

  static func sql(schema: SchemaName) -> String {
    """
    DELETE FROM \(schema).request_record
    WHERE (organization_id, caller, method, request_id) IN (
      SELECT organization_id, caller, method, request_id FROM \(schema).request_record
      WHERE create_time < $1 ORDER BY create_time LIMIT $2 FOR UPDATE SKIP LOCKED
    )
    """
  }

  var createdBefore: Timestamp
  var rowsMax: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(createdBefore)
    bindings.append(rowsMax)
  }
}
