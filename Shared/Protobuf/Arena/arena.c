#define _GNU_SOURCE
#include "CProtobufArena.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define FIRST_CHUNK_BYTES ((size_t)(16 * 1024))

static void *library_allocate(void *data, size_t count) {
  laurel_arena *arena = data;
  if (__builtin_expect((uintptr_t)__builtin_frame_address(0) < arena->library_floor, 0)) {
    arena->refused = true;
    return NULL;
  }
  return laurel_arena_allocate(arena, count);
}

/* The whole arena is emptied at once. A message that is freed, because another of the same field
 * came, has lost its descriptor by now, with which it begins. Other memory rarely begins with zeros,
 * and costs no more than a second look when it does. */
static void library_free(void *data, void *pointer) {
  laurel_arena *arena = data;
  if (*(void *const *)pointer == NULL) arena->merged = true;
}

/* Frees a kept chunk that nothing was taken from, so that it does not count for the limit. */
static void drop_unused_chunk(laurel_arena *arena) {
  laurel_arena_chunk *chunk = arena->chunks;
  if (!chunk || chunk->next || arena->cursor != (uint8_t *)(chunk + 1)) return;
  free(chunk);
  arena->chunks = NULL;
  arena->capacity = 0;
  arena->cursor = NULL;
  arena->end = NULL;
}

void *laurel_arena_allocate_chunk(laurel_arena *arena, size_t count) {
  drop_unused_chunk(arena);
  size_t left = arena->limit > arena->capacity ? arena->limit - arena->capacity : 0;
  size_t wanted = arena->chunks ? arena->chunks->capacity * 2 : FIRST_CHUNK_BYTES;
  if (wanted < count) wanted = count;
  if (wanted > left) wanted = left & ~(size_t)7;
  laurel_arena_chunk *chunk = wanted < count ? NULL : malloc(sizeof *chunk + wanted);
  if (!chunk) {
    arena->refused = true;
    return NULL;
  }
  chunk->next = arena->chunks;
  chunk->capacity = wanted;
  arena->chunks = chunk;
  arena->capacity += wanted;
  uint8_t *start = (uint8_t *)(chunk + 1);
  arena->cursor = start + count;
  arena->end = start + wanted;
  return start;
}

void laurel_arena_out_of_memory(void) {
  fputs("protobuf: out of memory while a message was encoded\n", stderr);
  abort();
}

static void free_chunks(laurel_arena *arena, laurel_arena_chunk *kept) {
  laurel_arena_chunk *chunk = arena->chunks;
  while (chunk) {
    laurel_arena_chunk *next = chunk->next;
    if (chunk != kept) free(chunk);
    chunk = next;
  }
  arena->chunks = kept;
  if (kept) kept->next = NULL;
  arena->capacity = kept ? kept->capacity : 0;
  arena->cursor = kept ? (uint8_t *)(kept + 1) : NULL;
  arena->end = kept ? arena->cursor + kept->capacity : NULL;
}

/* Keeps the largest chunk that is small enough to keep. */
static void empty(laurel_arena *arena) {
  laurel_arena_chunk *kept = NULL;
  for (laurel_arena_chunk *chunk = arena->chunks; chunk; chunk = chunk->next) {
    bool small = chunk->capacity <= LAUREL_ARENA_KEPT_BYTES;
    if (small && (!kept || chunk->capacity > kept->capacity)) kept = chunk;
  }
  free_chunks(arena, kept);
}

static laurel_arena *make_arena(void) {
  laurel_arena *arena = calloc(1, sizeof *arena);
  if (!arena) laurel_arena_out_of_memory();
  arena->allocator.alloc = library_allocate;
  arena->allocator.free = library_free;
  arena->allocator.allocator_data = arena;
#if defined(__linux__)
  pthread_attr_t attributes;
  if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
    void *low = NULL;
    size_t size = 0;
    if (pthread_attr_getstack(&attributes, &low, &size) == 0) {
      arena->stack_low = (uintptr_t)low;
      arena->stack_high = (uintptr_t)low + size;
    }
    pthread_attr_destroy(&attributes);
  }
#endif
  return arena;
}

static void destroy_arena(laurel_arena *arena) {
  free_chunks(arena, NULL);
  free(arena);
}

static _Thread_local laurel_arena *thread_arena;
static pthread_key_t thread_arena_key;
static pthread_once_t thread_arena_once = PTHREAD_ONCE_INIT;

static void thread_ended(void *pointer) {
  thread_arena = NULL;
  destroy_arena(pointer);
}

static void make_key(void) {
  if (pthread_key_create(&thread_arena_key, thread_ended) != 0) laurel_arena_out_of_memory();
}

/* The lowest address that the stack may grow to from `frame`; 0 when the bounds of the stack are not
 * known, or when `frame` is on another one. */
static uintptr_t lowest_below(const laurel_arena *arena, uintptr_t frame) {
  bool known = frame > arena->stack_low && frame <= arena->stack_high;
  return known ? arena->stack_low + LAUREL_ARENA_STACK_RESERVE_BYTES : 0;
}

static uintptr_t floor_below(uintptr_t frame, uintptr_t budget, uintptr_t lowest) {
  return frame < lowest + budget ? lowest : frame - budget;
}

static laurel_arena *arena_of_thread(void) {
  if (__builtin_expect(thread_arena == NULL, 0)) {
    pthread_once(&thread_arena_once, make_key);
    laurel_arena *arena = make_arena();
    pthread_setspecific(thread_arena_key, arena);
    thread_arena = arena;
  }
  return thread_arena;
}

bool laurel_stack_is_low(void) {
  uintptr_t frame = (uintptr_t)__builtin_frame_address(0);
  return frame < lowest_below(arena_of_thread(), frame);
}

laurel_arena *laurel_arena_enter(size_t limit) {
  laurel_arena *arena = arena_of_thread();
  if (__builtin_expect(arena->in_use, 0)) {
    arena = make_arena();
    arena->temporary = true;
  }
  uintptr_t frame = (uintptr_t)__builtin_frame_address(0);
  uintptr_t lowest = lowest_below(arena, frame);
  arena->library_floor = floor_below(frame, LAUREL_ARENA_LIBRARY_STACK_BYTES, lowest);
  arena->conversion_floor = floor_below(frame, LAUREL_ARENA_CONVERSION_STACK_BYTES, lowest);
  arena->limit = limit;
  arena->bound = 0;
  arena->refused = false;
  arena->normalized = false;
  arena->merged = false;
  arena->in_use = true;
  return arena;
}

void laurel_arena_leave(laurel_arena *arena) {
  if (__builtin_expect(arena->temporary, 0)) {
    destroy_arena(arena);
    return;
  }
  if (arena->chunks && !arena->chunks->next && arena->chunks->capacity <= LAUREL_ARENA_KEPT_BYTES) {
    arena->cursor = (uint8_t *)(arena->chunks + 1);
  } else {
    empty(arena);
  }
  arena->in_use = false;
}
