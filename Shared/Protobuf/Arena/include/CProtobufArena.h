/* The memory in which libprotobuf-c builds and reads its messages.
 *
 * A bump arena, one per thread and reused, stands behind ProtobufCAllocator. It never leaves the
 * codec: a message is converted to a Swift value before the arena is left.
 *
 * libprotobuf-c has no recursion limit and no memory limit of its own. Both are here: an allocation
 * fails when the arena's limit is reached or when the stack has grown past the floor set at entry
 * (the library allocates once for each level of nesting). A failed allocation makes the library
 * refuse the message.
 */
#ifndef LAUREL_PROTOBUF_ARENA_H
#define LAUREL_PROTOBUF_ARENA_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct laurel_arena_chunk {
  struct laurel_arena_chunk *_Nullable next;
  size_t capacity; /* bytes that follow this header */
} laurel_arena_chunk;

typedef struct laurel_arena {
  uint8_t *_Nullable cursor;  /* next free byte of the newest chunk */
  uint8_t *_Nullable end;     /* one past the newest chunk */
  laurel_arena_chunk *_Nullable chunks; /* newest first */
  size_t capacity;            /* bytes of all chunks */
  size_t limit;               /* bytes all chunks may have, for the message at hand */
  size_t bound;               /* upper bound of the encoded size, summed while storing */
  uintptr_t stack_low;        /* lowest address of this thread's stack; 0 = unknown */
  uintptr_t stack_high;       /* one past its highest address */
  uintptr_t library_floor;    /* allocations of the library below this address fail */
  uintptr_t conversion_floor; /* conversions of recursive types below this address fail */
  bool in_use;                /* a message is being decoded or encoded */
  bool temporary;             /* made for a re-entrant use; freed when it is left */
  bool refused;               /* an allocation failed since the arena was entered */
  bool merged;                /* a message may have been merged into another */
  bool normalized;            /* what is decoded was made by the normaliser */
  ProtobufCAllocator allocator;
} laurel_arena;

/* Bytes of stack that one message may take: in the library (about 1 KB for each level) and in the
 * conversion. */
#define LAUREL_ARENA_LIBRARY_STACK_BYTES ((uintptr_t)(128 * 1024))
#define LAUREL_ARENA_CONVERSION_STACK_BYTES ((uintptr_t)(384 * 1024))
/* Bytes of stack left untouched at the end of a thread's stack. */
#define LAUREL_ARENA_STACK_RESERVE_BYTES ((uintptr_t)(48 * 1024))
/* Bytes of the stack for messages that nest too deep to be encoded on the caller's. */
#define LAUREL_ARENA_LARGE_STACK_BYTES ((size_t)(64 * 1024 * 1024))
/* Bytes of the largest chunk that is kept from one message to the next. */
#define LAUREL_ARENA_KEPT_BYTES ((size_t)(1024 * 1024))

/* This thread's arena, empty, or a temporary one when it is in use. Aborts when the process is out
 * of memory. */
laurel_arena *_Nonnull laurel_arena_enter(size_t limit);

/* Ends the use that `laurel_arena_enter` began; everything in the arena is gone. */
void laurel_arena_leave(laurel_arena *_Nonnull arena);

/* A new chunk; NULL and `refused` when the limit does not allow it. */
void *_Nullable laurel_arena_allocate_chunk(laurel_arena *_Nonnull arena, size_t count);

/* Ends the process: memory for a message of our own could not be had. */
_Noreturn void laurel_arena_out_of_memory(void);

static inline void *_Nullable laurel_arena_allocate(laurel_arena *_Nonnull arena, size_t count) {
  size_t rounded = (count + 7) & ~(size_t)7;
  if ((size_t)(arena->end - arena->cursor) >= rounded) {
    void *start = arena->cursor;
    arena->cursor += rounded;
    return start;
  }
  return laurel_arena_allocate_chunk(arena, rounded);
}

/* Memory for a message that is being encoded; without a limit, so only a machine without memory
 * fails. */
static inline void *_Nonnull laurel_arena_require(laurel_arena *_Nonnull arena, size_t count) {
  void *start = laurel_arena_allocate(arena, count);
  if (__builtin_expect(start == NULL, 0)) laurel_arena_out_of_memory();
  return start;
}

/* Copies bytes as memcpy does. Most texts of messages are short: a few blocks, the last of which may
 * copy bytes of the one before once more, cost less than a call. */
static inline void laurel_copy(
    uint8_t *_Nonnull target, const uint8_t *_Nonnull source, size_t count) {
  if (count > 64) {
    memcpy(target, source, count);
  } else if (count >= 16) {
    for (size_t done = 0; done + 16 < count; done += 16) memcpy(target + done, source + done, 16);
    memcpy(target + count - 16, source + count - 16, 16);
  } else if (count >= 8) {
    memcpy(target, source, 8);
    memcpy(target + count - 8, source + count - 8, 8);
  } else if (count >= 4) {
    memcpy(target, source, 4);
    memcpy(target + count - 4, source + count - 4, 4);
  } else {
    for (size_t done = 0; done < count; done++) target[done] = source[done];
  }
}

/* A copy of bytes for a field of the message that is being encoded; counted in its bound. `bytes` is
 * NULL only when there are none. */
static inline ProtobufCBinaryData laurel_arena_copy(
    laurel_arena *_Nonnull arena, const uint8_t *_Nullable bytes, size_t count) {
  ProtobufCBinaryData copy = {0, NULL};
  if (count == 0) return copy;
  copy.len = count;
  copy.data = (uint8_t *)laurel_arena_require(arena, count);
  laurel_copy(copy.data, bytes, count);
  arena->bound += count;
  return copy;
}

/* Whether the bytes of one text come before those of another. */
static inline bool laurel_precedes(ProtobufCBinaryData one, ProtobufCBinaryData other) {
  size_t shared = one.len < other.len ? one.len : other.len;
  int order = shared == 0 ? 0 : memcmp(one.data, other.data, shared);
  return order != 0 ? order < 0 : one.len < other.len;
}

/* Whether the caller's stack has grown past what one conversion may take. */
static inline bool laurel_arena_stack_is_low(const laurel_arena *_Nonnull arena) {
  return (uintptr_t)__builtin_frame_address(0) < arena->conversion_floor;
}

/* Whether no more than LAUREL_ARENA_STACK_RESERVE_BYTES of the thread's stack is left. */
static inline bool laurel_arena_stack_is_used_up(const laurel_arena *_Nonnull arena) {
  uintptr_t left = (uintptr_t)__builtin_frame_address(0) - arena->stack_low;
  return left < LAUREL_ARENA_STACK_RESERVE_BYTES;
}

/* Runs `body` on a thread with a large stack, and returns when it has ended. Ends the process when
 * the caller has such a stack already, or when there is no memory for one. */
void laurel_run_on_large_stack(void (*_Nonnull body)(void *_Nonnull), void *_Nonnull context);

/* Whether little more than LAUREL_ARENA_STACK_RESERVE_BYTES of this thread's stack is left. */
bool laurel_stack_is_low(void);

#endif
