/* Every figure, in the order of `aifsim list`.  Included more than once: no guard. */
FIGURE(comparison)
FIGURE(gantt)
FIGURE(queue)
FIGURE(shares)
FIGURE(slowdown)
FIGURE(utilisation)
FIGURE(waits)
