internal import CodecMessages
internal import DifferenceMessages
internal import KeptMessages
internal import PeerMessages
internal import SwiftProtobuf
internal import WellKnownMessages

/// All types that are compared.
enum Subjects {
  static var all: [Subject] { codec + tests + kept + google }

  /// Those that an `Any` may hold: a type that is there twice counts once.
  static var ofAny: [Subject] { codec + tests + google }

  private static var codec: [Subject] {
    [
      Subject(CodecV1.AwardPointsRequest.self, Laurel_Codec_V1_AwardPointsRequest.self),
      Subject(CodecV1.Leaderboard.self, Laurel_Codec_V1_Leaderboard.self),
      Subject(CodecV1.Answer.self, Laurel_Codec_V1_Answer.self),
    ]
  }

  private static var tests: [Subject] {
    [
      Subject(TestV1.Scalars.self, Test_V1_Scalars.self),
      Subject(TestV1.Optionals.self, Test_V1_Optionals.self),
      Subject(TestV1.Repeated.self, Test_V1_Repeated.self),
      Subject(TestV1.Maps.self, Test_V1_Maps.self),
      Subject(TestV1.Choice.self, Test_V1_Choice.self),
      Subject(TestV1.Names.self, Test_V1_Names.self),
      Subject(TestV1.String.self, Test_V1_String.self),
      Subject(TestV1.Nothing.self, Test_V1_Nothing.self),
      Subject(TestV1.Order.self, Test_V1_Order.self),
      Subject(TestV1.Tree.self, Test_V1_Tree.self),
      Subject(TestV1.Even.self, Test_V1_Even.self),
      Subject(TestV1.Wide.self, Test_V1_Wide.self),
    ]
  }

  private static var kept: [Subject] {
    [
      Subject(KeptV1.Scalars.self, Test_V1_Scalars.self, keepsUnknownFields: true),
      Subject(KeptV1.Optionals.self, Test_V1_Optionals.self, keepsUnknownFields: true),
      Subject(KeptV1.Repeated.self, Test_V1_Repeated.self, keepsUnknownFields: true),
      Subject(KeptV1.Maps.self, Test_V1_Maps.self, keepsUnknownFields: true),
      Subject(KeptV1.Choice.self, Test_V1_Choice.self, keepsUnknownFields: true),
      Subject(KeptV1.Tree.self, Test_V1_Tree.self, keepsUnknownFields: true),
    ]
  }

  private static var google: [Subject] {
    [
      Subject(GoogleProtobuf.`Any`.self, Google_Protobuf_Any.self),
      Subject(GoogleProtobuf.Duration.self, Google_Protobuf_Duration.self),
      Subject(GoogleProtobuf.Empty.self, Google_Protobuf_Empty.self),
      Subject(GoogleProtobuf.FieldMask.self, Google_Protobuf_FieldMask.self),
      Subject(GoogleProtobuf.Timestamp.self, Google_Protobuf_Timestamp.self),
      Subject(GoogleProtobuf.DoubleValue.self, Google_Protobuf_DoubleValue.self),
      Subject(GoogleProtobuf.FloatValue.self, Google_Protobuf_FloatValue.self),
      Subject(GoogleProtobuf.Int64Value.self, Google_Protobuf_Int64Value.self),
      Subject(GoogleProtobuf.UInt64Value.self, Google_Protobuf_UInt64Value.self),
      Subject(GoogleProtobuf.Int32Value.self, Google_Protobuf_Int32Value.self),
      Subject(GoogleProtobuf.UInt32Value.self, Google_Protobuf_UInt32Value.self),
      Subject(GoogleProtobuf.BoolValue.self, Google_Protobuf_BoolValue.self),
      Subject(GoogleProtobuf.StringValue.self, Google_Protobuf_StringValue.self),
      Subject(GoogleProtobuf.BytesValue.self, Google_Protobuf_BytesValue.self),
      Subject(GoogleProtobuf.Struct.self, Google_Protobuf_Struct.self),
      Subject(GoogleProtobuf.Value.self, Google_Protobuf_Value.self),
      Subject(GoogleProtobuf.ListValue.self, Google_Protobuf_ListValue.self),
      Subject(DifferenceV1.WellKnown.self, Laurel_Difference_V1_WellKnown.self),
      Subject(DifferenceV1.WellKnownLists.self, Laurel_Difference_V1_WellKnownLists.self),
      Subject(DifferenceV1.WellKnownChoice.self, Laurel_Difference_V1_WellKnownChoice.self),
      Subject(GoogleRPC.Status.self, Google_Rpc_Status.self),
      Subject(GoogleRPC.ErrorInfo.self, Google_Rpc_ErrorInfo.self),
      Subject(GoogleRPC.RetryInfo.self, Google_Rpc_RetryInfo.self),
      Subject(GoogleRPC.BadRequest.self, Google_Rpc_BadRequest.self),
      Subject(GoogleRPC.QuotaFailure.self, Google_Rpc_QuotaFailure.self),
      Subject(GoogleType.Date.self, Google_Type_Date.self),
    ]
  }
}
