/*
 * A long line between two TAP interfaces: rate, delay and loss in both directions.
 *
 *   cc -O2 -o link link.c;  ./link tapA tapB ONE_WAY_MS MBIT LOSS_PER_10000
 *
 * Says "ready" when the interfaces are there; they may then be moved into namespaces of the network. They are gone with it.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

typedef unsigned long long u64;

enum { slots = 1 << 17, at_once = 256, queue_bytes = 16 << 20 };

struct packet { u64 due; int length; unsigned char *bytes; };
/* What is on its way in one direction, first in, first out. */
struct line { struct packet *ring; int head, tail; u64 bytes, free_at; };

static int open_tap(const char *name) {
  int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
  struct ifreq request;
  memset(&request, 0, sizeof request);
  request.ifr_flags = IFF_TAP | IFF_NO_PI;
  strncpy(request.ifr_name, name, IFNAMSIZ - 1);
  if (fd < 0 || ioctl(fd, TUNSETIFF, &request) < 0) { perror(name); exit(1); }
  return fd;
}

static u64 now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000ULL + t.tv_nsec;
}

int main(int count, char **words) {
  if (count < 6) { fprintf(stderr, "link tapA tapB one-way-ms mbit loss-per-10000\n"); return 2; }
  int taps[2] = { open_tap(words[1]), open_tap(words[2]) };
  u64 delay = atof(words[3]) * 1e6;
  double ns_per_byte = 8000.0 / atof(words[4]);
  int loss = atoi(words[5]);
  struct line lines[2];
  static unsigned char buffer[70000];
  memset(lines, 0, sizeof lines);
  for (int i = 0; i < 2; i++) lines[i].ring = calloc(slots, sizeof(struct packet));
  printf("ready\n");
  fflush(stdout);
  for (;;) {
    u64 now = now_ns(), next = ~0ULL;
    for (int i = 0; i < 2; i++) {
      struct line *line = &lines[i];
      for (; line->head != line->tail && line->ring[line->head].due <= now; line->head = (line->head + 1) % slots) {
        struct packet *packet = &line->ring[line->head];
        if (write(taps[!i], packet->bytes, packet->length) < 0) { /* The other end is down: lost. */ }
        line->bytes -= packet->length;
        free(packet->bytes);
      }
      if (line->head != line->tail && line->ring[line->head].due < next) next = line->ring[line->head].due;
    }
    struct pollfd polls[2] = { { taps[0], POLLIN, 0 }, { taps[1], POLLIN, 0 } };
    now = now_ns();
    u64 rest = next == ~0ULL ? 1000000000ULL : next > now ? next - now : 0;
    struct timespec timeout = { rest / 1000000000ULL, rest % 1000000000ULL };
    ppoll(polls, 2, &timeout, 0);
    for (int i = 0; i < 2; i++) {
      if (!(polls[i].revents & POLLIN)) continue;
      struct line *line = &lines[i];
      for (int k = 0; k < at_once; k++) {
        int length = read(taps[i], buffer, sizeof buffer);
        if (length <= 0) break;
        int is_full = line->bytes + length > queue_bytes || (line->tail + 1) % slots == line->head;
        if ((loss && rand() % 10000 < loss) || is_full) continue;
        now = now_ns();
        line->free_at = (line->free_at > now ? line->free_at : now) + (u64)(length * ns_per_byte);
        struct packet *packet = &line->ring[line->tail];
        *packet = (struct packet){ line->free_at + delay, length, malloc(length) };
        memcpy(packet->bytes, buffer, length);
        line->bytes += length;
        line->tail = (line->tail + 1) % slots;
      }
    }
  }
}
